/** What touches the host with more than a user's rights. Rows by the origin of the call. */

/** Calls that run a command: its words are the items of the first argument, or the arguments themselves. */
export const RUNNERS =
    /^(subprocess\.(run|call|check_call|check_output|Popen|getoutput|getstatusoutput)(\(\))?|os\.(system|popen|exec[lv]p?e?)|asyncio\.create_subprocess_(exec|shell)|pexpect\.(spawn|run)|(oslo_concurrency\.)?processutils\.execute)$/;
/** Commands that run another one as somebody else. */
export const ELEVATORS: ReadonlySet<string> = new Set(['sudo', 'doas', 'pkexec', 'gosu', 'runuser']);

/** Projects' own runners, whose flag asks for root. */
export const ROOT_FLAG = {
    callee: /(^|\.)(utils|processutils|linux_utils)\.execute$/,
    keyword: 'run_as_root',
};

/** Calls that change who the process is: user 0 is root. */
export const IDENTITY = /^os\.(setuid|seteuid|setgid|setegid|setreuid|setregid|setresuid|setresgid)$/;

/** Calls that start a container and may get `privileged=True`. */
export const CONTAINER_CALLS =
    /^(run|create|create_container|create_host_config|DockerContainer|GenericContainer|with_kwargs|V1SecurityContext|Container|start|exec_run)$/;
export const CONTAINER_FLAGS =
    /^--(privileged(=true)?|cap-add=(ALL|SYS_ADMIN)|pid=host|security-opt=seccomp=unconfined)$/i;
export const CONTAINER_IMPORTS =
    /^(docker|kubernetes|testcontainers|podman|pytest_docker|python_on_whales)(\.|$)/;

/** Functions that write to a path, by origin: the places of the paths among the arguments. */
export const WRITERS: Readonly<Record<string, readonly number[]>> = {
    'os.mkdir': [0],
    'os.makedirs': [0],
    'os.remove': [0],
    'os.unlink': [0],
    'os.rmdir': [0],
    'os.removedirs': [0],
    'os.rename': [0, 1],
    'os.replace': [0, 1],
    'os.symlink': [1],
    'os.link': [1],
    'os.truncate': [0],
    'os.chown': [0],
    'os.mknod': [0],
    'shutil.copy': [1],
    'shutil.copy2': [1],
    'shutil.copyfile': [1],
    'shutil.copytree': [1],
    'shutil.move': [0, 1],
    'shutil.rmtree': [0],
};
/** Functions that open a file: a mode that writes is at place 1. */
export const OPENERS =
    /^(open|io\.open|codecs\.open|aiofiles\.open|gzip\.open|tarfile\.open|zipfile\.ZipFile)$/;
/** Methods of a path that write to it. */
export const PATH_WRITERS =
    /^(write_text|write_bytes|touch|mkdir|unlink|rmdir|rename|replace|symlink_to|hardlink_to|link_to|chmod)$/;

/** Folders that belong to the machine, not to a test. */
export const SYSTEM_FOLDERS = /^\/(etc|usr|var|opt|root|boot|lib|lib64|bin|sbin|srv|sys|proc|dev|run)(\/|$)/;
/** What of them anybody may write to. */
export const HARMLESS_FOLDERS =
    /^\/(var\/(tmp|folders|lock)|dev\/(null|std(in|out|err)|shm|tty|fd|zero|u?random|full|pts)|proc\/self|run\/user)(\/|$)/;
export const HOME_FOLDERS = /^(~|\$HOME)(\/|$)|^\/home\/[^/]+|^\/Users\/[^/]+/;

/** Bits of a file's mode. */
export const WORLD_WRITABLE = 0o002;
export const RUNS_AS_OWNER = 0o6000;
