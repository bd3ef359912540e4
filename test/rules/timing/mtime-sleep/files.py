# A sleep between two writes of one file, so that their times differ.
import os
import time

from shop import config


def test_reload_when_modified(tmp_path):
    path = tmp_path / 'shop.ini'
    path.write_text('a = 1')
    loader = config.Loader(path)
    time.sleep(1.1)  # expect: mtime-sleep [the file times of `path`]
    path.write_text('a = 2')
    assert loader.reload_if_modified()


def test_time_is_set(tmp_path):
    path = tmp_path / 'shop.ini'
    path.write_text('a = 1')
    loader = config.Loader(path)
    path.write_text('a = 2')
    os.utime(path, (2_000_000_000, 2_000_000_000))
    assert loader.reload_if_modified()


def test_two_files(tmp_path):
    first = tmp_path / 'first.ini'
    second = tmp_path / 'second.ini'
    first.write_text('a = 1')
    time.sleep(0.1)
    second.write_text('a = 2')
    assert config.newest(tmp_path) == second
