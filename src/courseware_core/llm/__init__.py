"""Tutors for labs: the lesson tutor, which needs no network and speaks only in authors' words."""
