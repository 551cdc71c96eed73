"""Teaching the guard's attention (`kb.reply.attention`): needs torch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from benchmarks.learning import Array, rough
from kb.reply.attention import HEADS, LONGEST, numbers, signs_of
from kb.reply.wording import MOST

SIZE, ASKED, FEATURES = 64, 16, 128
"""Places of a vector, places in which a head compares two of them, and features of a sentence."""
SIGN_SEEN, PAIR_SEEN, MOST_PAIRS = 2, 4, 12_000
"""How often a sign and a pair must be met to have a vector of their own, and how many pairs have one."""
HIDDEN, UNSEEN, FORGOTTEN = 0.3, 0.1, 0.5
"""Shares of signs, of looks and of features that are hidden while it learns: without that it learns examples by heart.

A sign that has no vector of its own is heard as one that is hidden.
"""
SCRAPS, LONGEST_SCRAP, MOST_TIMES = 5000, 3, MOST + 1
"""How many pieces torn out of lines are shown, of how many signs and how often over and over at most: they break no rule."""
ROUNDS, AT_ONCE, PACE, DECAY = 4, 64, 2e-3, 1e-4


class Lesson(NamedTuple):
    """Lines that belong together, by their numbers, what is right for each rule (0 or 1), and how much it counts."""

    lines: Sequence[int]
    wanted: Array
    counts: Array


class _Line(NamedTuple):
    """The signs and the pairs of a line, by number; 0 is none, and 1 a sign that has no vector of its own or is hidden."""

    signs: Array
    pairs: Array


class _Net(nn.Module):
    """The network as it learns: the same as `Attention`, with some of it hidden each time."""

    def __init__(self, signs: int, pairs: int, rules: int) -> None:
        super().__init__()
        self.signs = nn.Embedding(signs + 2, SIZE, padding_idx=0)
        self.pairs = nn.Embedding(pairs + 1, SIZE, padding_idx=0)
        for table in (self.signs, self.pairs):
            nn.init.normal_(table.weight, std=0.3)
            with torch.no_grad():
                table.weight[0] = 0
        self.places = nn.Parameter(torch.randn(LONGEST, SIZE) * 0.1)
        self.looks = nn.Linear(SIZE, 2 * HEADS * ASKED + SIZE, bias=False)
        self.joins = nn.Linear(SIZE, SIZE, bias=False)
        self.features = nn.Linear(SIZE, FEATURES)
        self.top = nn.Linear(FEATURES, rules)
        nn.init.constant_(self.top.bias, -3.0)

    def gists(self, signs: Tensor, pairs: Tensor) -> Tensor:
        """What `Attention.gists` says of lines, made even by zeros at their ends."""
        there = signs > 0
        if self.training:
            seen = torch.rand(signs.shape) > HIDDEN
            signs, pairs = torch.where(seen, signs, 1 * there), pairs * seen
        vectors = self.signs(signs) + self.pairs(pairs) + self.places[: signs.shape[1]]
        level = F.rms_norm(vectors, (SIZE,), eps=1e-5)
        looks = self.looks(level).split([HEADS * ASKED, HEADS * ASKED, SIZE], dim=2)
        asked, keys, values = (part.unflatten(2, (HEADS, -1)).transpose(1, 2) for part in looks)
        near = (asked @ keys.transpose(2, 3) / ASKED**0.5).masked_fill(~there[:, None, None, :], -1e9)
        met = F.dropout(near.softmax(3), UNSEEN, self.training) @ values
        heard = vectors + F.dropout(self.joins(met.transpose(1, 2).flatten(2)), UNSEEN, self.training)
        return (F.relu(self.features(heard)) * there.unsqueeze(2)).amax(1)


def attended(lines: Sequence[str], lessons: Sequence[Lesson]) -> dict[str, Array]:
    """The network that these lessons teach, as `Attention` takes it."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    scraps = list(_scraps(lines))
    harmless = np.zeros_like(lessons[0].wanted)
    lessons = [*lessons, *(Lesson([len(lines) + number], harmless, harmless + 1) for number in range(len(scraps)))]
    lines = [*lines, *scraps]
    found = signs_of(lines)
    signs, pairs = _often(found.signs, SIGN_SEEN), _often(found.pairs, PAIR_SEEN, MOST_PAIRS)
    bounds = np.searchsorted(found.lines, np.arange(1, len(lines)))
    numbered = zip(
        np.split(numbers(signs, found.signs) + 1, bounds), np.split(numbers(pairs, found.pairs), bounds), strict=True
    )
    known = [_Line(*line) for line in numbered]
    net = _Net(len(signs), len(pairs), len(lessons[0].wanted))
    _teach(net, known, [lesson for lesson in lessons if all(len(known[line].signs) for line in lesson.lines)])
    return _written(net, signs, pairs)


def _scraps(lines: Sequence[str]) -> Iterator[str]:
    """A few signs in a row out of some line, once or over and over."""
    chance = random.Random(1)
    said = [line for line in lines if line]
    for number in range(SCRAPS):
        line = chance.choice(said)
        start = chance.randrange(len(line))
        yield line[start : start + chance.randint(1, LONGEST_SCRAP)] * (chance.randint(1, MOST_TIMES) if number % 2 else 1)


def _often(names: Array, times: int, most: int = 1 << 30) -> Array:
    """The names that occur so many times, or the most of them that do, in order."""
    different, counts = np.unique(names, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:most]
    return np.sort(different[order[counts[order] >= times]])


def _teach(net: _Net, lines: Sequence[_Line], lessons: Sequence[Lesson]) -> None:
    tables = {id(table.weight): table.weight for table in (net.signs, net.pairs)}
    rest = [weights for weights in net.parameters() if id(weights) not in tables]
    learner = torch.optim.Adam([{"params": list(tables.values())}, {"params": rest, "weight_decay": DECAY}], lr=PACE)
    steps = ROUNDS * -(-len(lessons) // AT_ONCE)
    pace = torch.optim.lr_scheduler.LambdaLR(learner, lambda step: min(1.0, step / 200) * max(0.02, 1 - step / steps))
    for _ in range(ROUNDS):
        for chosen in _batches(lines, lessons):
            leaning = _leanings(net, lines, chosen)
            wanted = torch.tensor(np.array([lesson.wanted for lesson in chosen]), dtype=torch.float32)
            counts = torch.tensor(np.array([lesson.counts for lesson in chosen]), dtype=torch.float32)
            missed = F.binary_cross_entropy_with_logits(leaning, wanted, counts, reduction="sum") / len(chosen)
            learner.zero_grad()
            missed.backward()
            learner.step()
            pace.step()


def _batches(lines: Sequence[_Line], lessons: Sequence[Lesson]) -> Iterator[list[Lesson]]:
    """The lessons in an order of chance, those of like length together."""
    lengths = np.array([max(len(lines[line].signs) for line in lesson.lines) for lesson in lessons])
    order = torch.argsort(torch.tensor(lengths) + torch.rand(len(lessons)) * 8).tolist()
    groups = [order[start : start + AT_ONCE] for start in range(0, len(order), AT_ONCE)]
    for group in torch.randperm(len(groups)).tolist():
        yield [lessons[number] for number in groups[group]]


def _leanings(net: _Net, lines: Sequence[_Line], chosen: Sequence[Lesson]) -> Tensor:
    flat = [lines[line] for lesson in chosen for line in lesson.lines]
    longest = max(len(line.signs) for line in flat)
    signs, pairs = np.zeros((2, len(flat), longest), np.int64)
    for row, line in enumerate(flat):
        signs[row, : len(line.signs)], pairs[row, : len(line.pairs)] = line
    gists = net.gists(torch.from_numpy(signs), torch.from_numpy(pairs))
    counts = torch.tensor([len(lesson.lines) for lesson in chosen])
    together = torch.segment_reduce(gists, "max", lengths=counts, axis=0)
    leanings: Tensor = net.top(F.dropout(together, FORGOTTEN, net.training))
    return leanings


@torch.no_grad()
def _written(net: _Net, signs: Array, pairs: Array) -> dict[str, Array]:
    """The numbers of `Attention`, the root of d worked into Q."""
    root = torch.cat([torch.full((HEADS * ASKED,), ASKED**-0.5), torch.ones(HEADS * ASKED + SIZE)])
    exact = {
        "places": net.places,
        "looks": net.looks.weight.T * root,
        "joins": net.joins.weight.T,
        "features": net.features.weight.T,
        "feature_bias": net.features.bias,
        "tops": net.top.weight.T,
        "top_bias": net.top.bias,
    }
    written: dict[str, Array] = {name: weights.numpy().astype(np.float16) for name, weights in exact.items()}
    for name, names, weights in (("signs", signs, net.signs.weight[1:]), ("pairs", pairs, net.pairs.weight)):
        written[name], written[f"{name}_scale"] = rough(weights.numpy())
        written[f"{name}_names"] = names
    return written
