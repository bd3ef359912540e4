/** Certificate, permission, policy, CSRF or login checks that a test switches off. */
import type { Severity } from '../../base/finding.ts';
import {
    type CheckKind,
    LOOPBACK,
    NETWORK_MOCK_FIXTURES,
    NETWORK_MOCKS,
    SUBJECTS,
} from '../../flow/libraries/privileges/checks.ts';
import { type DisabledCheck, disabledChecks } from '../../flow/privileges/checks.ts';
import { patchedNames } from '../../flow/privileges/surroundings.ts';
import type { FunctionUnit } from '../../model/module.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const disabledCheck: Rule = {
    meta: {
        name: 'disabled-check',
        family: 'privilege',
        summary: 'A test switches a security check off',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: "Reports certificate checks switched off (`verify=False`, `check_hostname = False`, `CERT_NONE`, `ssl._create_unverified_context()`), SSH host keys taken as they come, policies that everybody passes (`policy.set_rules({})`, rules of `@`), empty `permission_classes`, CSRF protection and logins switched off, FastAPI dependencies that say who asks replaced by an override.\n\nA hint where the other side is on the same machine, and for CSRF of form tests; an information where only a part is switched off. Silent where the check itself is the subject of the file or the test, where the network is mocked, and for the server's side of a connection.",
            why: 'What the check guards is not tested any more: a product that forgets to check passes too. And such lines are copied into the product.',
            example: `import requests


def test_health():
    response = requests.get('https://staging.acme.dev/health', verify=False)
    assert response.status_code == 200
`,
            useInstead: `import requests


def test_health(ca_bundle):
    response = requests.get('https://staging.acme.dev/health', verify=ca_bundle)
    assert response.status_code == 200
`,
            references: [
                {
                    title: 'CWE-295: Improper Certificate Validation',
                    url: 'https://cwe.mitre.org/data/definitions/295.html',
                },
                { title: 'trustme: certificates for tests', url: 'https://trustme.readthedocs.io/' },
                {
                    title: 'FastAPI: testing dependencies with overrides',
                    url: 'https://fastapi.tiangolo.com/advanced/testing-dependencies/',
                },
            ],
        },
    },
    triggers: [
        'verify',
        'ssl=False',
        'ssl_check_hostname',
        'validate_cert',
        'insecure',
        'ssl_certificate_validation',
        'ignore_https_errors',
        'ignoreHTTPSErrors',
        'nsecureCerts',
        'check_hostname',
        'CERT_NONE',
        'unverified_context',
        'create_default_https_context',
        'known_hosts',
        'AutoAddPolicy',
        'WarningPolicy',
        'StrictHostKeyChecking',
        'csrf',
        'CSRF',
        'LOGIN_DISABLED',
        'permission_classes',
        'authentication_classes',
        'set_rules',
        'dependency_overrides',
    ],
    requires:
        /verify\w*\s*['"]?\s*[=:]|ssl\s*=\s*False|ssl_check_hostname|validate_cert|insecure|nsecureCerts|certificate_validation|ignore_https_errors|ignoreHTTPSErrors|check_hostname|CERT_NONE|unverified_context|create_default_https|known_hosts|AutoAddPolicy|WarningPolicy|StrictHostKey|csrf|CSRF|LOGIN_DISABLED|permission_classes|authentication_classes|set_rules|dependency_overrides/,
    statements: true,
    check(context) {
        const { unit, facts } = context;
        const timeline = facts.timeline(unit);
        if (!timeline) return;
        const reported = new Set<string>();
        let patched: ReadonlySet<string> | undefined;
        for (const check of disabledChecks(timeline, facts)) {
            if (reported.has(check.key) || isSubject(check.kind, context)) continue;
            if (check.kind === 'certificate' && isNetworkMocked(context)) continue;
            patched ??= patchedNames(unit, facts);
            if (check.names.some(n => patched?.has(n))) continue;
            reported.add(check.key);
            report(check, context);
        }
    },
};

/** The file or the test is about the check. */
function isSubject(kind: CheckKind, { unit, facts }: RuleContext): boolean {
    const file = facts.module.path.split('/').slice(-2).join('/');
    return SUBJECTS[kind].test(file) || SUBJECTS[kind].test(unit.qualname);
}

function isNetworkMocked({ unit, facts }: RuleContext): boolean {
    const params = facts.timeline(unit)?.fn.params ?? [];
    return (
        [...facts.module.imports].some(i => NETWORK_MOCKS.test(i)) ||
        params.some(p => NETWORK_MOCK_FIXTURES.test(p.name))
    );
}

const WHAT: Readonly<Record<CheckKind, string>> = {
    certificate: 'Certificate checks are off',
    policy: 'The policy check is off',
    permission: 'The permission check is off',
    csrf: 'CSRF protection is off',
    login: 'The login check is off',
    signature: 'The signature check is off',
    'host-key': 'The SSH host key check is off',
};

const SOLUTION: Readonly<Record<CheckKind, string>> = {
    certificate:
        'Give the client the certificate that signs the test server (`verify=path`, `context.load_verify_locations`); `trustme` makes one in two lines.',
    policy: 'Give the user of the test the role that the policy asks for, and leave the policy as it is.',
    permission:
        'Authenticate the test as a user who has the permission (`force_authenticate`, `force_login`).',
    csrf: 'Let one test per form send the token (`enforce_csrf_checks=True`, `client.get` before `client.post`); the others may leave the protection off.',
    login: 'Log a user in (`login_user`, a token for a test user); override what the dependency reads instead of the dependency.',
    signature: 'Decode with the key of the test.',
    'host-key': 'Write the key of the test server to a `known_hosts` file and load that.',
};

function report(check: DisabledCheck, context: RuleContext): void {
    context.report({
        at: check.at,
        severity: severityOf(check, context),
        message: `${WHAT[check.kind]}: ${check.how}`,
        confidence: check.partial || check.url === undefined ? 'medium' : 'high',
        explanation: {
            why: `${WHAT[check.kind]} here, so a product that forgets the check passes this test too.`,
            solution: `${SOLUTION[check.kind]} If that is the point, say so: \`# steady: reviewed[disabled-check] -- why\`.`,
            evidence: '',
        },
    });
}

function severityOf(check: DisabledCheck, context: RuleContext): Severity {
    if (check.kind === 'csrf') return 'hint';
    if (check.partial) return 'information';
    if (check.kind !== 'certificate' && check.kind !== 'host-key') return 'warning';
    return isLocal(check, context) ? 'hint' : 'warning';
}

/** The other side is on the same machine: by the address, else by what the test and its setUp talk about. */
function isLocal({ url }: DisabledCheck, { unit, facts }: RuleContext): boolean {
    if (url !== undefined) return LOOPBACK.test(url);
    const { cls } = unit;
    const around: readonly FunctionUnit[] = cls ? [unit, ...cls.methods.values()] : [unit];
    return (
        around.some(u => LOOPBACK.test(u.text)) || facts.module.statements.some(s => LOOPBACK.test(s.text))
    );
}
