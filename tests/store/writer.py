"""A process that keeps copies from several threads, and notes each one that the store has acknowledged.

python -m tests.store.writer URL FIRST COUNT THREADS NOTES
"""

from __future__ import annotations

import os
import sys
import threading
import time

from kb.errors import StoreUnavailable
from kb.store.database import Database
from kb.store.usage import Copy, Usage
from tests.store.conftest import NOW


def write(usage: Usage, numbers: range, notes: int) -> None:
    for number in numbers:
        copy = Copy(str(number), NOW, f"templates/t/{number % 100}", "v", "ja")
        while True:
            try:
                usage.copied(copy)
                break
            except StoreUnavailable:
                time.sleep(0.05)  # as a browser does: the same event, again
        os.write(notes, f"{number}\n".encode())


def main() -> None:
    url, first, count, threads, file = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
    notes = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    usage = Usage(Database(url))
    workers = [
        threading.Thread(target=write, args=(usage, range(first + place, first + count, threads), notes))
        for place in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main()
