# Files of the machine, of its user, and files that everybody may change.
import os
import shutil
import stat
from pathlib import Path

CONFIG = '/etc/acme.conf'


def test_open():
    with open('/etc/acme.conf', 'w') as config:  # expect: host-privilege [`test_open` writes to `/etc/acme.conf`] (warning)
        config.write('port = 8080')


def test_one_finding_a_file():
    Path('/var/lib/acme/state').write_text('new')  # expect: host-privilege [writes to `/var/lib/acme/state`]
    Path('/var/lib/acme/state').unlink()


def test_joined():
    os.makedirs(os.path.join('/opt', 'acme'))  # expect: host-privilege [writes to `/opt/acme`]


def test_copy():
    shutil.copy('acme.conf', '/usr/local/etc/acme.conf')  # expect: host-privilege


def test_home():
    (Path.home() / '.acme' / 'token').write_text('t')  # expect: host-privilege [writes to `~/.acme/token`]


def test_expanded():
    with open(os.path.expanduser('~/.acmerc'), mode='a') as settings:  # expect: host-privilege [writes to `~/.acmerc`]
        settings.write('x')


def test_mode():
    os.chmod('/srv/acme/run.sh', 0o777)  # expect: host-privilege [lets everybody write to `/srv/acme/run.sh`]


def test_mode_by_name():
    Path('/srv/acme/run.sh').chmod(stat.S_IRWXU | stat.S_ISUID)  # expect: host-privilege [sets the setuid or setgid bit of `/srv/acme/run.sh`]
