# Only a sleep between two touches of the same path, where file times matter.
import os
import time
from pathlib import Path


class TestReload:
    def test_methods(self):
        self.path.write_text('a')
        loader = self.make_loader()
        time.sleep(1.1)  # expect: mtime-sleep [makes the file times of `self.path` differ]
        self.path.write_text('b')
        assert loader.reload_if_modified()


def test_stat(tmp_path):
    path = Path(tmp_path / 'a')
    path.write_text('a')
    before = path.stat().st_mtime
    time.sleep(1)  # expect: mtime-sleep
    path.write_text('b')
    assert path.stat().st_mtime > before


def test_time_is_set(tmp_path):
    path = tmp_path / 'a'
    path.write_text('a')
    os.utime(path, (0, 0))
    time.sleep(0.4)
    path.write_text('b')
    assert path.stat().st_mtime > 0


def test_other_path(tmp_path, watcher):
    one, other = tmp_path / 'one', tmp_path / 'other'
    one.write_text('a')
    time.sleep(0.4)
    other.write_text('b')
    assert watcher.changed(one, other)
