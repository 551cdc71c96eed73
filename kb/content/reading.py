"""The text of a file, or what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from kb.content.problems import Problems

MAX_FILE_BYTES = 131_072
"""What a document may weigh; a list of words may weigh more."""


def text_of(path: Path, problems: Problems, most: int = MAX_FILE_BYTES) -> str:
    """The text of a file; empty where it cannot be read, is over `most` bytes or is not UTF-8, which is noted."""
    try:
        return decoded(path.read_bytes(), problems, most)
    except OSError as error:
        problems.error(1, "file", f"the file cannot be read: {error.strerror}; it must stand in the content folder")
        return ""


def decoded(data: bytes, problems: Problems, most: int = MAX_FILE_BYTES) -> str:
    """The text that the bytes of a file say."""
    if len(data) > most:
        problems.error(1, "file", f"the file is over {most // 1024} kB; split it")
        return ""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.error(line, "encoding", "this is not UTF-8; save the file as UTF-8")
        return ""
