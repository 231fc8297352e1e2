"""The command `publish`: courses for processes that go on running."""

from pathlib import Path

from courseware_core.app import Courseware
from courseware_core.content.problems import as_text
from courseware_core.editions import LOOK_EVERY
from courseware_core.publishing import Published
from courseware_terminal.command import say_rows, with_courses
from courseware_terminal.out import say
from courseware_terminal.settings import Settings, name_of_user

_SOON = f"within {LOOK_EVERY.seconds} seconds"


def publish(settings: Settings, path: Path, *, dry_run: bool) -> int:
    """Publishes the courses at `path`, and says what that changes; in a dry run only what it would."""

    async def done(app: Courseware) -> None:
        publication = await app.publishing.publish(path, name_of_user(), dry_run=dry_run)
        if publication.warnings:
            say(as_text(publication.warnings))
        for each in publication.courses:
            _say_changes(each)
        if dry_run:
            say("This was a dry run: nothing was published.")
        elif any(each.is_new for each in publication.courses):
            say(f"Published. Running processes take it {_SOON}; whatever is under way stays as it was begun.")

    return with_courses(settings, done, create=not dry_run)


def withdraw(settings: Settings, course: str) -> int:
    """Takes back what was published of a course."""

    async def done(app: Courseware) -> None:
        await app.publishing.withdraw(course, name_of_user())
        say(f"{course} is withdrawn. Running processes go back to the course in their files {_SOON}.")

    return with_courses(settings, done)


def listed(settings: Settings) -> int:
    """Lists what was published: course, edition, version, when and by whom."""

    async def said(app: Courseware) -> None:
        editions = await app.publishing.listed()
        if not editions:
            say("Nothing is published: every process has the courses in its files.")
        say_rows(
            (
                each.course,
                f"edition {each.number}",
                each.version if each.manifest else "withdrawn",
                f"{each.at:%Y-%m-%d %H:%M} UTC",
                each.by,
            )
            for each in editions
        )

    return with_courses(settings, said)


def _say_changes(published: Published) -> None:
    edition = published.edition
    if not published.is_new:
        say(f"{edition.course} {edition.version} is published already, as edition {edition.number}.")
        return
    say(f"{edition.course} {edition.version}, edition {edition.number}:")
    changes = (("added", published.added), ("changed", published.changed), ("removed", published.removed))
    rows = [(what, activity) for what, activities in changes for activity in activities]
    say_rows(rows or [("no activity is changed",)])
