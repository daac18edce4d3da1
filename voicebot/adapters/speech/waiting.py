"""What waits for a recogniser thread, and who is served next.

Finals go before glimpses, glimpses before periodic partials; within a kind, first come first
served. A partial is begun only while nothing more urgent is at work, since it would take half of
that one's processor. An utterance waits at most once, with its most urgent wish, so nothing here
grows with the load.
"""

import threading
from collections import deque
from collections.abc import Hashable
from enum import IntEnum
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class Wish(IntEnum):
    """What is wanted of an utterance; a smaller number goes first."""

    FINAL = 0
    GLIMPSE = 1
    PARTIAL = 2


class WaitingRoom(Generic[Item]):
    """Thread-safe. Two threads never hold the same item at once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._lanes: dict[Wish, deque[Item]] = {wish: deque() for wish in Wish}
        self._held: dict[Item, Wish] = {}
        self._closed = False

    def put(self, item: Item, wish: Wish) -> None:
        """Let an item wait; a wish less urgent than the one it waits with changes nothing."""
        with self._changed:
            if any(item in self._lanes[other] for other in Wish if other <= wish):
                return
            self._remove(item)
            self._lanes[wish].append(item)
            self._changed.notify_all()

    def waits(self, item: Item) -> bool:
        """True while the item waits to be taken."""
        with self._changed:
            return any(item in lane for lane in self._lanes.values())

    def withdraw(self, item: Item) -> None:
        """The item waits no more."""
        with self._changed:
            self._remove(item)

    def take(self, least: Wish) -> tuple[Item, Wish] | None:
        """Wait for the next item whose wish is at least as urgent as `least`, and hold it.

        None when the room is closed and no final waits any more.
        """
        with self._changed:
            while (found := self._next(least)) is None:
                if self._closed and not self._lanes[Wish.FINAL]:
                    return None
                self._changed.wait()
            return found

    def give_back(self, item: Item) -> None:
        """The item is held no more."""
        with self._changed:
            del self._held[item]
            self._changed.notify_all()

    def close(self) -> None:
        """Finals that wait are still handed out; nothing else is."""
        with self._changed:
            self._closed = True
            self._lanes[Wish.GLIMPSE].clear()
            self._lanes[Wish.PARTIAL].clear()
            self._changed.notify_all()

    def _next(self, least: Wish) -> tuple[Item, Wish] | None:
        for wish in Wish:
            if wish > least or (wish is Wish.PARTIAL and self._urgent_at_work()):
                return None
            for item in self._lanes[wish]:
                if item not in self._held:
                    self._lanes[wish].remove(item)
                    self._held[item] = wish
                    return item, wish
        return None

    def _urgent_at_work(self) -> bool:
        return any(wish is not Wish.PARTIAL for wish in self._held.values())

    def _remove(self, item: Item) -> None:
        for lane in self._lanes.values():
            if item in lane:
                lane.remove(item)
