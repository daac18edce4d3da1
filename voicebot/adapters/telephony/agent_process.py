"""The main function of an agent process.

A reader thread takes the coordinator's orders from the pipe; when the pipe breaks, the coordinator
is gone: calls are ended and the process exits.
"""

import logging
import signal
import threading
from multiprocessing.connection import Connection

from voicebot.adapters.telephony import wire
from voicebot.adapters.telephony.agent import Agent
from voicebot.adapters.telephony.outbox import Outbox
from voicebot.errors import TelephonyError, VoicebotError

log = logging.getLogger(__name__)


def run_agent(config: wire.AgentConfig, opening: wire.Opening, channel: Connection) -> None:
    """The process's main function, in a process without threads or calls of another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's to handle
    if config.log_file is not None:
        form = "%(asctime)s %(levelname)s %(name)s %(message)s"
        logging.basicConfig(filename=config.log_file, level=logging.INFO, format=form)
    outbox = Outbox(channel)
    try:
        converse = opening(lambda attempt_id, state: outbox.put(wire.Doing(attempt_id, state)))
        agent = Agent(config, converse, outbox)
        signal.signal(signal.SIGTERM, lambda *_: agent.stop())
        threading.Thread(target=_listen, args=(agent, channel), name="inbox", daemon=True).start()
        agent.run()
    except VoicebotError as error:
        outbox.put(wire.CannotStart(error))
    except Exception as error:
        log.exception("the agent process cannot start")
        happened = f"an agent process broke off by {type(error).__name__}"
        remedy = f"see {config.log_file}" if config.log_file else ""
        outbox.put(wire.CannotStart(TelephonyError(happened, remedy)))
    finally:
        outbox.close()


def _listen(agent: Agent, channel: Connection) -> None:
    try:
        while True:
            agent.obey(channel.recv())
    except (EOFError, OSError):
        agent.stop()
