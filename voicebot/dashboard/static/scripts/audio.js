// A waveform over each [data-audio]: the browser's player goes on working, the waveform follows it.
// Keys while the player or the waveform has the focus are the browser's own. A page can ask
// `playerOf(element)` for {surfer, audio} and listen to the event "moment" on it (detail: seconds).
const players = new WeakMap();
const nonce = document.querySelector('meta[name="style-nonce"]').nonce;

export function playerOf(element) {
  return players.get(element);
}

export function openAll(root = document) {
  for (const box of root.querySelectorAll("[data-audio]")) if (!players.has(box)) open(box);
}

function open(box) {
  const audio = box.querySelector("audio");
  const marks = JSON.parse(box.querySelector("script")?.textContent || "[]");
  const known = JSON.parse(box.querySelector("script[data-waveform]")?.textContent || "{}");
  const regions = WaveSurfer.Regions.create();
  const surfer = WaveSurfer.create({
    container: box.querySelector(".wave"), media: audio, cspNonce: nonce, plugins: [regions],
    height: 56, barWidth: 2, barGap: 1, barRadius: 2, splitChannels: box.dataset.channels === "2" ? [] : undefined,
    normalize: true, dragToSeek: true, ...known,
    waveColor: colour("edge", box), progressColor: colour("accent", box), cursorColor: colour("ink", box),
  });
  surfer.on("decode", () => marks.forEach((mark) => regions.addRegion(region(mark, box))));
  audio.addEventListener("timeupdate", () => tell(box, audio.currentTime));
  players.set(box, { surfer, audio });
}

function region(mark, box) {
  const shade = colour(`${mark.tone || "accent"}`, box);
  return {
    start: mark.at_s, end: mark.until_s ?? mark.at_s, content: mark.label || "", drag: false, resize: false,
    color: mark.until_s ? shade.replace("rgb(", "rgba(").replace(")", ", .18)") : shade,
  };
}

function tell(box, seconds) {
  box.dispatchEvent(new CustomEvent("moment", { detail: seconds, bubbles: true }));
}

function colour(name, place) {
  const probe = place.appendChild(document.createElement("i"));
  probe.style.color = `var(--${name})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

// An element with data-at-s="12.5" plays from there: words of a transcript, events of a call.
document.addEventListener("click", (event) => {
  const wanted = event.target.closest("[data-at-s]");
  const box = wanted && document.querySelector("[data-audio]");
  if (!box) return;
  const { audio } = players.get(box);
  audio.currentTime = Number(wanted.dataset.atS);
  audio.play();
});
openAll();
document.addEventListener("htmx:afterSettle", (event) => openAll(event.target));
