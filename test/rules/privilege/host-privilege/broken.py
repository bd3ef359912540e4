# A function that does not parse is left alone; its neighbours are not.
import subprocess


def test_before():
    subprocess.run(['sudo', 'ls'])  # expect: host-privilege


def test_half_typed():
    subprocess.run(['sudo', 'ls'


def test_between():
    assert True


def test_after():
    subprocess.run(['sudo', 'ls'])  # expect: host-privilege
