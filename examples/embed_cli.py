"""A course in fifteen lines: run it, answer by number, letter or label; end of input saves."""

import asyncio

from courseware_core import Courseware, Identity, render_text


async def main() -> None:
    """Takes the first quiz, one line at a time."""
    async with Courseware.open() as app:
        me = Identity("embed", "local", "ada")
        turn = await app.enter(me, "m06.l1.quiz")
        while True:
            print(f"{turn.notice}\n\n{render_text(turn.screen)}")
            try:
                line = await asyncio.to_thread(input, "> ")
            except EOFError:
                return
            turn = await app.answer(me, turn.screen, line, sure=turn.asks)


asyncio.run(main())
