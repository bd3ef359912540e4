/** Root, open permissions, privileged containers, and writing where the machine keeps its own files. */
import type { Span } from '../../base/text.ts';
import { CONTAINER_IMPORTS } from '../../flow/libraries/privileges/host.ts';
import { type HostUse, hostUse, privilegedEntries } from '../../flow/privileges/host.ts';
import { decoratorText, isExpectedToFail, patchedNames } from '../../flow/privileges/surroundings.ts';
import { isExpectation } from '../../flow/privileges/values.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** A word that says it alone, or a place beside something that writes. */
const REQUIRES =
    /sudo|['"]su['" ]|user=(0|['"]root)|doas|pkexec|gosu|runuser|run_as_root|set(re|res|e)?[ug]id\(|chmod|[pP]rivileged|docker\.sock|--cap-add|--pid=host|^(?=[\s\S]*(['"](\/(etc|var|usr|opt|root|sys|proc|run|srv|home|Users)\b|~)|\.home\(|['"]HOME['"]))(?=[\s\S]*(open\(|write|touch|mkdir|makedirs|unlink|remove|rename|rmtree|replace|symlink|copy|move|chown|truncate))/;

export const hostPrivilege: Rule = {
    meta: {
        name: 'host-privilege',
        family: 'privilege',
        summary: 'A test uses rights over the machine that it runs on',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: 'Reports commands run through `sudo` and its kin, becoming user or group 0, modes that let everybody write or that run as the owner (`0o777`, `0o4755`) on files outside temporary folders, privileged containers (`privileged=True`, `--privileged`, the Docker socket), and writing under `/etc`, `/var`, `/usr` or the home folder.\n\nSilent where the call is mocked, is only an expected argument, or is expected to be refused, where `HOME` is redirected, and on temporary folders. Tests that skip themselves unless they run as root get an information instead of a warning.',
            why: 'Such a test works on the machine of the person who wrote it and fails, asks for a password or is skipped on others. When it breaks half-way, what it changed stays changed: for the next test, and for the owner of the machine.',
            example: `import subprocess


def test_service_is_configured():
    with open('/etc/acme.conf', 'w') as config:
        config.write('port = 8080')
    subprocess.run(['sudo', 'systemctl', 'restart', 'acme'], check=True)
`,
            useInstead: `import subprocess


def test_service_is_configured(tmp_path):
    config = tmp_path / 'acme.conf'
    config.write_text('port = 8080')
    subprocess.run(['acme', '--config', str(config), '--check'], check=True)
`,
            references: [
                {
                    title: 'CWE-250: Execution with Unnecessary Privileges',
                    url: 'https://cwe.mitre.org/data/definitions/250.html',
                },
                {
                    title: 'CWE-732: Incorrect Permission Assignment for Critical Resource',
                    url: 'https://cwe.mitre.org/data/definitions/732.html',
                },
                {
                    title: 'pytest: the tmp_path fixture',
                    url: 'https://docs.pytest.org/en/stable/how-to/tmp_path.html',
                },
            ],
        },
    },
    triggers: [
        'sudo',
        'doas',
        'pkexec',
        'gosu',
        'runuser',
        'run_as_root',
        "'su",
        '"su',
        "user='root'",
        'user="root"',
        'user=0',
        'setuid',
        'seteuid',
        'setgid',
        'setegid',
        'setre',
        'chmod',
        'chown',
        'rivileged',
        'docker.sock',
        '--cap-add',
        '--pid=host',
        '/etc',
        '/var',
        '/usr',
        '/opt',
        '/root',
        '/sys',
        '/proc',
        '/run/',
        '/srv',
        '/home/',
        '/Users/',
        '~/',
        'expanduser',
        'Path.home',
        'HOME',
    ],
    statements: true,
    requires: REQUIRES,
    check(context) {
        const { unit, facts } = context;
        const timeline = facts.timeline(unit);
        if (!timeline) return;
        let patched: ReadonlySet<string> | undefined;
        const reported = new Set<string>();
        for (const call of timeline.calls) {
            const use = hostUse(call, facts);
            if (!use || reported.has(use.key)) continue;
            if (isExpectation(call.expr, call.step, call.step.body) || isExpectedToFail(call.step)) continue;
            patched ??= patchedNames(unit, facts);
            if (isReplaced(use, patched) || (use.kind === 'home' && redirectsHome(context))) continue;
            reported.add(use.key);
            report(use, call.expr, context);
        }
        const usesContainers = [...facts.module.imports].some(i => CONTAINER_IMPORTS.test(i));
        for (const entry of privilegedEntries(timeline.fn, usesContainers)) {
            report(
                { kind: 'container', what: 'asks for a privileged container', key: '', names: [] },
                entry,
                context,
            );
        }
    },
};

/** The call, or what it runs through, is a mock. */
function isReplaced(use: HostUse, patched: ReadonlySet<string>): boolean {
    return use.names.some(n => patched.has(n)) || patched.has('fs') || patched.has('fake_fs');
}

/** A fixture that every test of the file has. */
const HOME_FOR_ALL = /autouse=True[\s\S]{0,400}['"]HOME['"]/;

function redirectsHome({ unit, facts }: RuleContext): boolean {
    const setups = unit.cls ? [...unit.cls.methods.values()].filter(m => m.role === 'setup') : [];
    return (
        [unit, ...setups].some(u =>
            /(setenv|environ|EnvironmentVariable|patch\.dict)[^\n]*['"]HOME['"]|['"]HOME['"]\s*:|NestedTempfile|TempHomeDir/.test(
                u.text,
            ),
        ) || facts.mentions(HOME_FOR_ALL)
    );
}

/** The test says that it needs root, and stays away where it does not have it. */
const SAYS_SO = /root|geteuid|getuid|sudo|privileg/i;

function report(use: HostUse, at: Span, context: RuleContext): void {
    const { unit, facts } = context;
    const { cls } = unit;
    const declared =
        SAYS_SO.test(decoratorText(unit)) ||
        /(os\.gete?uid\(\)|skip\w*\([^)]*root)/i.test(unit.text) ||
        (cls !== undefined &&
            [cls.name, ...facts.resolver.baseNames(cls)].some(n => /Sudo|Root|Privileged/.test(n)));
    const { why, solution } = EXPLANATIONS[use.kind];
    context.report({
        at,
        severity: declared ? 'information' : 'warning',
        message: `${unit.name === '' ? 'The file' : `\`${unit.name}\``} ${use.what}`,
        confidence: 'high',
        explanation: {
            why,
            solution: `${solution} If the right is the point of the test, skip it where the right is missing, or say so: \`# steady: reviewed[host-privilege] -- why\`.`,
            evidence: '',
        },
    });
}

const EXPLANATIONS: Readonly<Record<HostUse['kind'], { why: string; solution: string }>> = {
    root: {
        why: 'With root, the test can change anything on the machine, and it only runs where nobody is asked for a password.',
        solution: 'Test the command that is built, or run the program unprivileged against files of its own.',
    },
    mode: {
        why: 'Everybody on the machine can change the file from here on, and what is run from it.',
        solution:
            'Give the owner the right that the test needs, such as `0o700`, and do it in a temporary folder.',
    },
    container: {
        why: 'A privileged container is root on the machine that runs the tests: nothing is isolated any more.',
        solution: 'Add the one capability or device that the test needs (`cap_add`, `devices`).',
    },
    system: {
        why: 'These files belong to the machine: other programs read them, and parallel runs share them.',
        solution:
            'Let the program take the folder as a parameter and give it `tmp_path` or `tempfile.TemporaryDirectory()`.',
    },
    home: {
        why: 'The folder belongs to whoever runs the tests: their settings are overwritten, and parallel runs share it.',
        solution:
            'Point `HOME` to a temporary folder (`monkeypatch.setenv("HOME", str(tmp_path))`) or pass the folder in.',
    },
};
