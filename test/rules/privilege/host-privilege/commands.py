# Commands run as root, and becoming root.
import asyncio
import os
import subprocess
from subprocess import check_call as run_it

import pytest


def test_list():
    subprocess.run(['sudo', '-n', 'systemctl', 'restart', 'acme'], check=True)  # expect: host-privilege [`test_list` runs `systemctl` through `sudo`] (warning)


def test_text():
    os.system('sudo rm -rf /srv/acme')  # expect: host-privilege [runs `rm` through `sudo`] (warning)


def test_alias():
    run_it(['/usr/bin/sudo', 'systemctl', 'restart', 'acme'])  # expect: host-privilege [runs `systemctl` through `sudo`]


async def test_async():
    await asyncio.create_subprocess_exec('sudo', 'ls')  # expect: host-privilege [runs `ls` through `sudo`]


def test_su():
    subprocess.check_output(['su', '-c', 'whoami'])  # expect: host-privilege [through `su`]


def test_as_user():
    subprocess.run(['acme'], user='root')  # expect: host-privilege [runs a command as root]


def test_becomes_root():
    os.setuid(0)  # expect: host-privilege [becomes root with `os.setuid`]


def test_in_the_child():
    subprocess.Popen(['acme'], preexec_fn=lambda: os.setgid(0))  # expect: host-privilege [becomes root with `os.setgid`]


@pytest.mark.skipif(os.geteuid() != 0, reason='needs root')
def test_stays_away():
    subprocess.run(['sudo', 'ls'])  # expect: host-privilege (information)


class TestSudo:
    def setup_method(self):
        subprocess.call(('sudo', 'modprobe', 'acme'))  # expect: host-privilege [`setup_method` runs `modprobe`] (information)
