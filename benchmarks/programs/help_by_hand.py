"""A program with one command that does nothing but print its help."""

import argparse

parser = argparse.ArgumentParser(prog="courseware", description="Courses with quizzes, tests and labs.")
commands = parser.add_subparsers(metavar="COMMAND", required=True)
learn = commands.add_parser("learn", help="take a course, or go on with it")
learn.add_argument("activity", nargs="?", help="id of a lesson, quiz, lab or test")
learn.add_argument("--store", metavar="URL", help="where the record is kept")
parser.parse_args(["--help"])
