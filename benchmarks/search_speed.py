"""How fast a text is found in a million sentences, beside LIKE on the same file.

Use: python -m benchmarks.search_speed [--sentences N] [--project FILE] [--data FOLDER]
     [--repeats N]

The project is made of the data sets in FOLDER (by default ../shared/data): each sentence begins
as one of theirs and ends as another one of the same set, so that nearly all of them differ. With
--project it is kept there, and used again.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from workbench.bootstrap import create_from
from workbench.domain.filters import Filter, parse_filter
from workbench.formats.reading import read_corpus
from workbench.operations.store import Reader
from workbench.storage.project import Project

SENTENCES = 1_000_000
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LONGEST = 120
FIRST = 100
# What a term should occur in, as shares of all sentences.
SHARES = (0.0001, 0.001, 0.01)
Token = tuple[str, str]
# The files of each set, and whether its tokens end in a digit that is no part of them.
SETS: Sequence[tuple[str, bool]] = (
    ("conll2002-es/esp.*", False),
    ("wikigold/*.txt", False),
    ("un-ner/tagged-*/*.txt", False),
    ("swedish-ner/*.txt", False),
    ("wnut17/*.annotated", False),
    ("wnut17/wnut17train.conll", False),
    ("weibo/weiboNER_2nd_conll.*", True),
)


def read_sentences(path: Path, numbered: bool) -> Iterator[list[Token]]:
    """The tokens of each sentence with their tags, whatever stands between the columns."""
    tokens: list[Token] = []
    for line in path.read_text("utf-8", "replace").split("\n"):
        cells = line.split()
        if len(cells) > 1:
            word = cells[0][:-1] if numbered and len(cells[0]) > 1 else cells[0]
            tokens.append((word, "O" if cells[-1] == "0" else cells[-1]))
        elif tokens:
            yield tokens
            tokens = []


def write_corpus(path: Path, data: Path, sentences: int) -> None:
    """Write a column file of sentences spliced from real ones; always the same."""
    sets = [
        [one for file in sorted(data.glob(glob)) for one in read_sentences(file, numbered)]
        for glob, numbered in SETS
    ]
    dice = random.Random(7)
    sizes = [len(one) for one in sets]
    with path.open("w", encoding="utf-8") as file:
        for _ in range(sentences):
            (chosen,) = dice.choices(sets, sizes)
            for word, tag in splice(dice, dice.choice(chosen), dice.choice(chosen)):
                file.write(f"{word}\t{tag}\n")
            file.write("\n")


def splice(dice: random.Random, left: list[Token], right: list[Token]) -> list[Token]:
    """A part of one sentence and a part of another one."""
    whole = left[: dice.randint(0, len(left))] + right[dice.randint(0, len(right)) :]
    return whole[:LONGEST] or left[:LONGEST]


def make_project(path: Path, data: Path, sentences: int) -> None:
    """Import the corpus, then wait until the search index is made; says how long and how large."""
    with tempfile.TemporaryDirectory() as folder:
        corpus_path = Path(folder) / "corpus.conll"
        write_corpus(corpus_path, data, sentences)
        begun = time.perf_counter()
        with read_corpus([corpus_path]) as corpus:
            project = create_from(path, corpus)[0]
    project.close()
    print(f"imported in {time.perf_counter() - begun:.0f} s, {path.stat().st_size / 1e6:.0f} MB")
    wait_for_index(path)


def wait_for_index(path: Path) -> None:
    """Let the index be made to its end."""
    begun = time.perf_counter()
    with Project.open(path) as project:
        indexing = project.indexing
        if indexing is not None:
            indexing.result()
    print(f"index up to date in {time.perf_counter() - begun:.0f} s,", end=" ")
    print(f"{path.stat().st_size / 1e6:.0f} MB")


def choose_terms(connection: sqlite3.Connection) -> list[str]:
    """Words of the corpus near each share, two letters in capitals, and two Chinese characters."""
    total = connection.execute("SELECT count(*) FROM sentences").fetchone()[0]
    words: dict[str, int] = {}
    rows = connection.execute("SELECT text FROM sentences LIMIT 50000 OFFSET ?", (total // 3,))
    texts = [text for (text,) in rows]
    for text in texts:
        for word in set(text.split()) | chinese_pairs(text):
            words[word] = words.get(word, 0) + 1
    long = {word: count for word, count in words.items() if len(word) > 5 and word.isalpha()}
    two = {word: n for word, n in words.items() if len(word) == 2 and word.isupper()}
    pairs = {word: n for word, n in words.items() if len(word) == 2 and ord(word[0]) > 0x4E00}
    chosen = [nearest(long, share * len(texts)) for share in SHARES]
    return [*chosen, f'"{nearest(two, 0.004 * len(texts))}"', nearest(pairs, 0.001 * len(texts))]


def chinese_pairs(text: str) -> set[str]:
    pairs = {text[at : at + 2] for at in range(len(text) - 1)} if not text.isascii() else set()
    return {pair for pair in pairs if all("\u4e00" <= one <= "\u9fff" for one in pair)}


def nearest(words: dict[str, int], wanted: float) -> str:
    return min(words, key=lambda word: (abs(words[word] - wanted), word))


def first_hits(reader: Reader, wanted: Filter) -> int:
    """Look for the first hundred."""
    found = 0
    for batch in reader.listing(wanted):
        found += len(batch)
        if found >= FIRST:
            break
    return found


def count(reader: Reader, wanted: Filter) -> int:
    return sum(len(batch) for batch in reader.listing(wanted))


def like(connection: sqlite3.Connection, term: str) -> int:
    statement = "SELECT count(*) FROM sentences WHERE text LIKE ?"
    return int(connection.execute(statement, (f"%{term.strip(chr(34))}%",)).fetchone()[0])


def timed(work: Callable[[], int]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def measure(path: Path, terms: Sequence[str], repeats: int) -> dict[str, list[list[float]]]:
    """LIKE and the program's two questions by turns, after one round that does not count."""
    taken: dict[str, list[list[float]]] = {term: [[], [], []] for term in terms}
    # The project holds its lock; told that nobody writes, SQLite reads without one.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
    with Project.open(path) as project:
        for turn in range(repeats + 1):
            for term in terms:
                for place, seconds in enumerate(one_turn(connection, project, term)):
                    if turn:
                        taken[term][place].append(seconds)
    connection.close()
    return taken


def one_turn(connection: sqlite3.Connection, project: Project, term: str) -> Iterator[float]:
    """Milliseconds of LIKE, of the first hits, and of the exact count."""
    wanted = parse_filter(term)
    yield timed(lambda: like(connection, term))
    for question in (first_hits, count):
        yield timed(lambda: project.ask(question, wanted).result())  # noqa: B023


def show(path: Path, taken: dict[str, list[list[float]]]) -> None:
    with Project.open(path) as project:
        total = project.ask(lambda reader: reader.count()).result()
        counts = {t: project.ask(count, parse_filter(t)).result() for t in taken}
    print(f"{total:,} sentences; medians in ms (lowest to highest), and LIKE's median over them")
    for term, (theirs, first, whole) in taken.items():
        print(f"{term:16} in {counts[term] / total:.3%}; LIKE {spread(theirs)}", end="; ")
        print(
            f"first {FIRST} {spread(first)}, {median(theirs) / median(first):.0f} times", end="; "
        )
        print(f"count {spread(whole)}, {median(theirs) / median(whole):.0f} times")


def spread(values: list[float]) -> str:
    return f"{median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def main(arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.project or Path(folder) / "big.nerproj"
        if path.exists():
            wait_for_index(path)
        else:
            make_project(path, arguments.data, arguments.sentences)
        connection = sqlite3.connect(path)
        terms = choose_terms(connection)
        connection.close()
        show(path, measure(path, terms, arguments.repeats))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sentences", type=int, default=SENTENCES)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--repeats", type=int, default=5)
    main(parser.parse_args())
