# Temporary folders, mocks, expectations, refusals, reading, and a redirected home.
import os
import subprocess
from pathlib import Path
from unittest import mock

import pytest

from acme import runner


def test_temporary(tmp_path):
    os.chmod(tmp_path / 'run.sh', 0o777)
    os.chmod('/tmp/acme/run.sh', 0o777)
    (tmp_path / 'etc').mkdir()


@mock.patch('subprocess.run')
def test_mocked(run):
    subprocess.run(['sudo', 'ls'])
    run.assert_called_once_with(['sudo', 'ls'])


def test_expected_command():
    execute = mock.Mock()
    runner.restart(execute)
    execute.assert_called_with('sudo', 'systemctl', 'restart', 'acme', run_as_root=True)
    assert runner.command() == ['sudo', 'systemctl', 'restart', 'acme']


def test_is_refused():
    with pytest.raises(PermissionError):
        os.setuid(0)
    with pytest.raises(PermissionError):
        open('/etc/passwd', 'w')


def test_reads():
    assert open('/etc/hostname').read()
    assert Path('/etc/hostname').read_text()
    assert '/etc/hosts'.replace('/etc', '')


def test_the_home_is_another(monkeypatch, tmp_path):
    monkeypatch.setenv('HOME', str(tmp_path))
    Path('~/.acmerc').expanduser().write_text('x')


def test_open_is_a_mock():
    with mock.patch('builtins.open', mock.mock_open()):
        with open('/etc/acme.conf', 'w') as config:
            config.write('x')


def test_everybody_may():
    with open('/dev/null', 'w') as nothing, open('/var/tmp/acme', 'w') as temporary:
        nothing.write('x')
        temporary.write('x')


def test_ordinary_mode():
    os.chmod('/srv/acme/run.sh', 0o755)
    os.setuid(1000)
    subprocess.run(['ls', '/etc'])
