// Hears a live call: 16-bit stereo PCM as it is spoken, left the person, right the robot. One call
// at a time; a button with data-listen begins and ends it.
const RATE = 8000;
const LEAD_S = 0.2; // so much is kept ready against a network that stutters
const FRAME = 4; // bytes of one moment: two samples

let hearing = null;

export function listenTo(button) {
  const again = hearing?.button === button;
  stop();
  if (!again) start(button);
}

function start(button) {
  const context = new AudioContext();
  hearing = { button, context, ended: new AbortController(), at: 0 };
  show(button, true);
  play(hearing).catch(() => {}).finally(() => hearing?.context === context && stop());
}

function stop() {
  if (!hearing) return;
  hearing.ended.abort();
  hearing.context.close();
  show(hearing.button, false);
  hearing = null;
}

function show(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.closest(".live-call")?.classList.toggle("listening", on);
}

async function play(now) {
  const answer = await fetch(now.button.dataset.listen, {
    signal: now.ended.signal, headers: { "HX-Request": "true" }, cache: "no-store",
  });
  if (!answer.ok) {
    document.getElementById("notices").innerHTML = await answer.text();
    return;
  }
  const reader = answer.body.getReader();
  let rest = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const data = joined(rest, value);
    const whole = data.length - (data.length % FRAME);
    rest = data.slice(whole);
    if (whole) schedule(now, new Int16Array(data.slice(0, whole).buffer));
  }
}

function joined(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function schedule(now, samples) {
  const length = samples.length / 2;
  const buffer = now.context.createBuffer(2, length, RATE);
  for (const side of [0, 1]) {
    const channel = buffer.getChannelData(side);
    for (let n = 0; n < length; n++) channel[n] = samples[2 * n + side] / 32768;
  }
  const source = now.context.createBufferSource();
  source.buffer = buffer;
  source.connect(now.context.destination);
  if (now.at < now.context.currentTime) now.at = now.context.currentTime + LEAD_S;
  source.start(now.at);
  now.at += length / RATE;
  now.button.dataset.heardS = now.at.toFixed(1);
}
