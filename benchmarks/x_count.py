"""The count of X posts beside the conformance cases of twitter/twitter-text.

    python -m benchmarks.x_count conformance/validate.yml

The file stays out of the repository: give the path of a copy. The exit code is 1 when a case of one of the sections differs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import yaml

from kb.reply.x_count import count_x

SECTIONS = ("WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")


def main() -> None:
    options = argparse.ArgumentParser(description="Compare the count of X posts with the conformance cases.")
    options.add_argument("file", type=Path, help="twitter-text's conformance/validate.yml")
    tests = yaml.safe_load(options.parse_args().file.read_text("utf-8"))["tests"]
    wrong = 0
    for section in SECTIONS:
        cases = tests[section]
        for case in cases:
            expected, counted = case["expected"]["weightedLength"], count_x(case["text"])
            if counted != expected:
                wrong += 1
                print(f"{section}: {case['description']}: counted {counted}, not {expected}")
        print(f"{section}: {len(cases)} cases")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
