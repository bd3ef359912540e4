"""A window whose label changes a moment after its button was clicked."""
import threading


class Label:
    shown = ""

    def text(self):
        return self.shown

    def set_text(self, text):
        self.shown = text


class Window:
    def __init__(self):
        self.label = Label()

    def click(self):
        threading.Timer(0.02, lambda: self.label.set_text("done")).start()
