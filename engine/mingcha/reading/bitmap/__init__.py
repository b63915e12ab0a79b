"""Bitmaps of pages: made upright and clean, their ruled lines, their runs of text, and the characters of a run."""

import cv2

cv2.setNumThreads(1)  # each thread takes address space of its own, and the child process has little
