"""Hostile pictures, four at once, on Classify's page, while another session edits its design.

    python benchmarks/hostile_pictures.py [phone] [texts] [hostile] [large] [mutations] [--mutations 300] [--give-up 20]
        [--seconds 30]

Starts the app's own server with an empty home, trains project 0 on the digits, and opens five tabs that speak
Streamlit's protocol (browser_session.py, beside): four on Classify, one that edits on Build. First it edits alone, for
--seconds; then the four are given the pictures, one after the other, while it edits on:
`texts`: 36 files of 10 MB that are refused at a glance, for what the uploads themselves cost; `hostile`: each of
hostile_files.py, three times; `large`: 5,000 x 5,000 as PNG and WebP, eight times each; `mutations`: the WebP
with some bytes changed. `phone`, alone: ten photographs of 12 megapixels, after one another.
For each part: the second session's 95th percentile without and with it, by how much the server's memory grew at most
(the web server's process, and those that decode), the slowest answer, and every picture that after five seconds had
neither its answer nor a sentence. After --give-up seconds its tab is closed and another one opened.
"""

import argparse
import asyncio
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.browser_session import BrowserSession  # noqa: E402
from benchmarks.hostile_files import HOSTILE, encoded, large_picture, mutations  # noqa: E402
from benchmarks.sessions import Server, server  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.settings import load_settings  # noqa: E402
from builder.store.runs.records import list_runs  # noqa: E402
from builder.store.schema.database import open_database  # noqa: E402

AT_ONCE = 4
PROMISED_SECONDS = 5.0
PAUSE_SECONDS = 0.1
DECODER = "builder.pictures.decoder"

Named = tuple[str, bytes]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=["phone", "texts", "hostile", "large", "mutations"])
    parser.add_argument("--mutations", type=int, default=300)
    parser.add_argument("--give-up", type=float, default=20.0, help="seconds after which a picture is given up")
    parser.add_argument("--seconds", type=float, default=30.0, help="for how long the second session edits alone")
    arguments = parser.parse_args()
    print(processor(), flush=True)
    pictures = {part: list(_pictures(part, arguments.mutations)) for part in arguments.parts}
    with server(120, "digits") as running:
        asyncio.run(_measure(running, pictures, arguments))


def _pictures(part: str, count: int) -> Iterator[Named]:
    if part == "hostile":
        yield from [(name, make()) for name, make in HOSTILE.items()] * 3
    elif part == "texts":
        yield from (("text", b"no picture\n" * 900_000 + bytes([number])) for number in range(36))
    elif part == "phone":
        photo = large_picture().convert("RGB").crop((0, 0, 4_000, 3_000))
        for quality in range(85, 95):  # other bytes each time, as of other photographs
            yield f"photograph {quality}", encoded(photo, "JPEG", quality=quality)
    else:
        webp = encoded(large_picture(), "WEBP", quality=50, method=0)
        if part == "large":
            png = encoded(large_picture().resize((1_250, 1_250)).resize((5_000, 5_000), 0), "PNG", compress_level=6)
            for number in range(8):
                yield f"PNG 5,000 x 5,000 {number}", png + bytes([number])
                yield f"WEBP 5,000 x 5,000 {number}", webp + bytes([number])
        else:
            yield from ((f"mutation {number}", data) for number, data in enumerate(mutations(webp, count)))


async def _measure(running: Server, pictures: dict[str, list[Named]], arguments: argparse.Namespace) -> None:
    editor = await BrowserSession.open(running.address)
    await editor.click("preset.0")
    await editor.click("train")
    await _until_trained(running)
    tabs = [await _on_classify(running) for _ in range(AT_ONCE)]
    await _ask(tabs[0], ("first", encoded(Image.new("RGB", (64, 64)), "PNG")), 120)  # TensorFlow has started
    for part, named in pictures.items():
        if part == "phone":
            times = [await _ask(tabs[0], picture, 60) for picture in named]
            print(_photographs(times), flush=True)
            continue
        alone = await _edits(editor, arguments.seconds)
        waiting, results = list(reversed(named)), []
        with _watched(running) as grew:
            attack = asyncio.gather(
                *(_give(running, tabs, place, waiting, results, arguments.give_up) for place in range(AT_ONCE))
            )
            beside = await _edits(editor, 0, attack)
            await attack
        _report(part, alone, beside, grew, results)


async def _on_classify(running: Server) -> BrowserSession:
    tab = await BrowserSession.open(running.address)
    await tab.visit("Classify")
    return tab


async def _give(running: Server, tabs: list, place: int, waiting: list[Named], results: list, give_up: float) -> None:
    """One tab's share of the pictures."""
    while waiting:
        picture = waiting.pop()
        try:
            results.append((picture[0], *await _ask(tabs[place], picture, give_up)))
        except (TimeoutError, AssertionError) as error:
            results.append((picture[0], float("inf"), float("inf"), f"no answer: {error!r}"))
            with suppress(Exception):
                await tabs[place].close()
            tabs[place] = await _on_classify(running)


async def _ask(tab: BrowserSession, picture: Named, give_up: float) -> tuple[float, float, str]:
    """Seconds until it was read, or refused, and until the network has answered; and what the page says."""
    name, data = picture
    began = time.perf_counter()
    async with asyncio.timeout(give_up):
        read = await tab.upload("classify.upload", "picture.png", data)
        while not (said := next((text for text in tab.said if _is_answer(text)), "")):
            await asyncio.sleep(0.01)
    return read, time.perf_counter() - began, said.split("\n")[0]


def _is_answer(text: str) -> bool:
    """The network's, which is a heading, or a sentence about the picture."""
    return text.startswith("## ") or text.endswith(r"\.")


async def _edits(editor: BrowserSession, seconds: float, other: asyncio.Future | None = None) -> list[float]:
    """The seconds of each edit, for so long, or until the other thing is done."""
    chance, times, ends = random.Random(0), [], time.monotonic() + seconds
    while time.monotonic() < ends if other is None else not other.done():
        times.append(await editor.edit(chance))
        await asyncio.sleep(PAUSE_SECONDS)
    return times


async def _until_trained(running: Server) -> None:
    db = open_database(load_settings({"BUILDER_HOME": str(running.home)}))
    while not any(run.state == "finished" for run in list_runs(db)):
        await asyncio.sleep(0.5)
    db.dispose()


@contextmanager
def _watched(running: Server) -> Iterator[dict[str, float]]:
    """By how many MB of 1,000,000 bytes the web server grew at most, and how many its decoders took together."""
    before, done = running.process.memory_info().rss, threading.Event()
    most = {"server": 0.0, "decoders": 0.0}

    def look() -> None:
        while not done.wait(0.02):
            most["server"] = max(most["server"], (running.process.memory_info().rss - before) / 1e6)
            most["decoders"] = max(most["decoders"], _decoders(running.process) / 1e6)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    yield most
    done.set()
    watcher.join()


def _decoders(process: psutil.Process) -> int:
    total = 0
    for child in process.children():
        with suppress(psutil.Error):
            total += child.memory_info().rss if DECODER in child.cmdline() else 0
    return total


def _percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else float("nan")


def _photographs(times: list[tuple[float, float, str]]) -> str:
    shown, answered = sorted(time[0] for time in times), sorted(time[1] for time in times)
    return (
        f"{len(times)} photographs of 12 megapixels: shown after {statistics.median(shown):.2f} s (median), "
        f"{shown[-1]:.2f} s (maximum); classified after {statistics.median(answered):.2f} s, {answered[-1]:.2f} s"
    )


def _report(part: str, alone: list[float], beside: list[float], grew: dict[str, float], results: list) -> None:
    slowest = max(results, key=lambda result: result[2])
    late = [result for result in results if result[2] > PROMISED_SECONDS]
    print(
        f"{part}: {len(results)} pictures, four at once\n"
        f"  the second session's edits: {_told_times(alone)} alone, {_told_times(beside)} beside them\n"
        f"  the web server grew by {grew['server']:.0f} MB at most, its decoders took {grew['decoders']:.0f} MB\n"
        f"  slowest: {slowest[0]}, {slowest[2]:.2f} s; {len(late)} without an answer after {PROMISED_SECONDS:.0f} s",
        flush=True,
    )
    for name, _, seconds, said in late[:20]:
        print(f"    {name}: {seconds:.1f} s, {said}")
    for said, count in Counter(_told(result[3]) for result in results).most_common(12):
        print(f"  {count:4} x {said}", flush=True)


def _told_times(times: list[float]) -> str:
    return f"95th percentile {_percentile(times):.3f} s (of {len(times)}, maximum {max(times):.2f} s)"


def _told(said: str) -> str:
    return "an answer" if said.startswith("## ") else said.replace("\\", "")[:110]


if __name__ == "__main__":
    main()
