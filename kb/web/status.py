"""What an operator and an editor look at: what is served, what is wrong with it, and how the last sync ended."""

from __future__ import annotations

from collections import Counter

from flask import render_template
from pydantic import BaseModel

from kb.content.problems import Problem
from kb.content.releases import Attempt, Releases, State
from kb.errors import ContentError
from kb.languages import LANGUAGES
from kb.service import KnowledgeBase
from kb.web.i18n import _, gettext
from kb.workers import living

RESULTS = {
    "served": _("Served"),
    "unchanged": _("Nothing new"),
    "held": _("Rolled back before, not served again"),
    "refused": _("Refused"),
    "failed": _("Failed"),
    "rolled-back": _("Rolled back"),
}
"""What each outcome of a sync is called on the page."""


class ProblemAnswer(BaseModel):
    """One mistake of a file."""

    path: str
    line: int
    column: int
    code: str
    severity: str
    message: str


class WorkerAnswer(BaseModel):
    """A process that answers requests on this machine."""

    pid: int
    version: str
    since: str


class SyncAnswer(BaseModel):
    """How the last sync ended; empty texts where none was tried."""

    at: str = ""
    result: str = ""
    commit: str = ""
    message: str = ""
    problems: list[str] = []


class StatusAnswer(BaseModel):
    """What is served, and what is wrong with it."""

    version: str
    commit: str
    """The commit that `kb sync` serves; empty where the content folder is served as it stands."""
    before: str
    documents: dict[str, int]
    """How many documents there are in each language."""
    problems: list[ProblemAnswer]
    not_served: list[str]
    """What keeps files of the served commit from being served."""
    index_entries: int
    index_generation: int
    sync: SyncAnswer
    workers: list[WorkerAnswer]


def page(kb: KnowledgeBase) -> str:
    """The page that tells it."""
    found = status_of(kb)
    words = gettext(RESULTS[found.sync.result]) if found.sync.result else ""
    return render_template("status.html", status=found, result=words)


def status_of(kb: KnowledgeBase) -> StatusAnswer:
    """What is served now, told by this worker."""
    library, index = kb.library, kb.index_state
    counted = Counter(document.lang for document in library)
    try:
        state = Releases(kb.settings.data).state()
        last = _sync(state.last)
    except ContentError as error:
        state, last = State(), SyncAnswer(result="failed", message=str(error))
    served, before = state.served, state.before
    return StatusAnswer(
        version=library.version,
        commit=served.commit if served else "",
        before=before.commit if before else "",
        documents={lang: counted[lang] for lang in LANGUAGES},
        problems=[_problem(problem) for problem in library.problems],
        not_served=list(served.problems) if served else [],
        index_entries=index.entries,
        index_generation=index.generation,
        sync=last,
        workers=[WorkerAnswer(pid=w.pid, version=w.version, since=w.since) for w in living(kb.settings.data)],
    )


def _sync(last: Attempt | None) -> SyncAnswer:
    if last is None:
        return SyncAnswer()
    return SyncAnswer(at=last.at, result=last.result, commit=last.commit, message=last.message, problems=list(last.problems))


def _problem(problem: Problem) -> ProblemAnswer:
    return ProblemAnswer(
        path=problem.path,
        line=problem.line,
        column=problem.column,
        code=problem.code,
        severity=problem.severity.value,
        message=problem.message,
    )
