# What the test itself writes gets its time set; a time that is asserted itself does not.
import time
from pathlib import Path

from shop import config

DELAY = 2


class TestReload:
    def test_open(self, tmp_path):
        path = str(tmp_path / 'shop.ini')
        with open(path, 'w') as file:
            file.write('a = 1')
        loader = config.Loader(path)

        # mtime has a resolution of one second
        time.sleep(DELAY)  # expect: mtime-sleep  # expect-fix: file-time

        with open(path, 'w') as file:
            file.write('a = 2')

        assert loader.reload_if_modified()

    def test_attribute(self):
        self.path.write_text('a')
        loader = self.make_loader()
        time.sleep(1.1)  # expect: mtime-sleep  # expect-fix: file-time
        self.path.write_text('b')
        assert loader.reload_if_modified()


def test_time_is_asserted(tmp_path):
    path = Path(tmp_path / 'a')
    path.write_text('a')
    before = path.stat().st_mtime
    time.sleep(1)  # expect: mtime-sleep
    path.write_text('b')
    assert path.stat().st_mtime > before


def test_product_writes(tmp_path, store):
    path = tmp_path / 'a'
    store.save(path)
    loader = config.Loader(path)
    time.sleep(1)  # expect: mtime-sleep
    store.save(path)
    assert loader.reload_if_modified()
