# Containers that are root on the machine.
import subprocess

import docker


def test_privileged():
    docker.from_env().containers.run('acme', privileged=True)  # expect: host-privilege [`test_privileged` starts a privileged container]


def test_command_line():
    subprocess.run(['docker', 'run', '--privileged', 'acme'])  # expect: host-privilege [starts a container with `--privileged`]


def test_socket():
    subprocess.run('docker run -v /var/run/docker.sock:/var/run/docker.sock acme', shell=True)  # expect: host-privilege [hands the Docker socket to a container]


POD = {
    'securityContext': {'privileged': True},  # expect: host-privilege [The file asks for a privileged container]
}


def test_capability():
    docker.from_env().containers.run('acme', cap_add=['NET_ADMIN'])
    subprocess.run(['docker', 'run', 'acme'])
