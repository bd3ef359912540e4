/** A literal that a real provider would accept as a key. */

import { type Secret, secretIn } from '../../flow/privileges/secrets.ts';
import { eachExpr } from '../../flow/privileges/surroundings.ts';
import type { Expr, Stmt } from '../../syntax/ast.ts';
import { dottedName, lastName } from '../../syntax/walk.ts';
import type { Rule, RuleContext } from '../rule.ts';

/** Files and classes that work on keys as such: there a throwaway key is the material. */
const ABOUT_KEYS =
    /crypt|keys?(data|s|pairs?|ring|store|files?|loader)?([^a-z]|$)|Key|ssh|ssl|tls|cert|x509|pem|rsa|ecdsa|jwt|jose|jwk|jws|oauth|saml|sign|cipher|pkcs|conch/i;
/** Files and tests that look for keys in texts. */
const ABOUT_DETECTION = /secret|redact|mask|scrub|sanitiz|detect|leak|scan|entropy/i;

export const embeddedSecret: Rule = {
    meta: {
        name: 'embedded-secret',
        family: 'privilege',
        summary: 'A test holds a literal that a provider would accept as a key',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'none',
        docs: {
            what: "Reports literals in the exact format of a provider's keys (AWS, GitHub, GitLab, Slack, Stripe, Google, OpenAI, Anthropic, npm, PyPI, SendGrid, Telegram, DigitalOcean, Azure) whose random part is random enough to be real. A private key in PEM form is an information. In tests that look for keys in texts everything is a hint.\n\nSilent on private keys in files and classes that are about keys, on the keys that providers print in their documentation, on placeholders (`EXAMPLE`, `xxxx`, `12345`) and on low entropy.",
            why: 'Whoever can read the repository can use the key, today and in every old commit. A test that holds a real one also talks to the real service.',
            example: `import boto3


def test_upload():
    client = boto3.client('s3', aws_access_key_id='AKIAQYLPMN5HHHFPZAM2')
    assert client.list_buckets()
`,
            useInstead: `import boto3


def test_upload(monkeypatch):
    monkeypatch.setenv('AWS_ACCESS_KEY_ID', 'testing')
    client = boto3.client('s3', endpoint_url='http://localhost:4566')
    assert client.list_buckets()
`,
            references: [
                {
                    title: 'CWE-798: Use of Hard-coded Credentials',
                    url: 'https://cwe.mitre.org/data/definitions/798.html',
                },
                {
                    title: 'GitHub: supported secret scanning patterns',
                    url: 'https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns',
                },
            ],
        },
    },
    triggers: [
        'AKIA',
        'ASIA',
        'secret',
        'SECRET',
        'Secret',
        'ghp_',
        'gho_',
        'ghu_',
        'ghs_',
        'ghr_',
        'github_pat_',
        'glpat-',
        'xox',
        'hooks.slack.com',
        'k_live_',
        'AIza',
        'GOCSPX-',
        'sk-',
        'npm_',
        'pypi-AgEI',
        'SG.',
        ':AA',
        '_v1_',
        'AccountKey=',
        'PRIVATE KEY',
    ],
    requires:
        /A[KS]IA|[Ss]ecret|SECRET|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|hooks\.slack|[rs]k_live_|AIza|GOCSPX-|['"]sk-|npm_|pypi-AgEI|SG\.|\d:AA|do[opr]_v1_|AccountKey=|PRIVATE KEY/,
    statements: true,
    check(context) {
        const fn = context.unit.fn();
        if (!fn) return;
        const names = namesOfValues(context);
        const seen = new Set<string>();
        eachExpr(fn, expr => {
            if (expr.kind !== 'string' || expr.value === undefined || expr.value.length < 20) return;
            const secret = secretIn(expr.value, names.get(expr) ?? '');
            if (!secret || seen.has(secret.shown)) return;
            seen.add(secret.shown);
            report(secret, expr, context);
        });
    },
};

/** What each literal is assigned to, passed as, or the value of. */
function namesOfValues({ unit }: RuleContext): Map<Expr, string> {
    const names = new Map<Expr, string>();
    const fn = unit.fn();
    if (!fn) return names;
    const statement = (stmt: Stmt) => {
        if (stmt.kind !== 'assign' || stmt.value?.kind !== 'string') return;
        const target = stmt.targets[0];
        names.set(stmt.value, target ? (dottedName(target) ?? keyOf(target)) : '');
    };
    eachExpr(fn, (expr, stmt) => {
        statement(stmt);
        if (expr.kind === 'call') {
            for (const k of expr.keywords) names.set(k.value, k.name ?? '');
            // `setenv('AWS_SECRET_ACCESS_KEY', '…')`
            const [first, second] = expr.args;
            if (first?.kind === 'string' && second) names.set(second, first.value ?? '');
        }
        if (expr.kind === 'dict') {
            for (const { key, value } of expr.entries)
                names.set(
                    value,
                    key?.kind === 'string' ? (key.value ?? '') : key ? (lastName(key) ?? '') : '',
                );
        }
    });
    return names;
}

function keyOf(target: Expr): string {
    const key = target.kind === 'subscript' ? target.indices[0] : undefined;
    return key?.kind === 'string' ? (key.value ?? '') : '';
}

function report({ row, shown }: Secret, at: Expr, context: RuleContext): void {
    const { unit, facts } = context;
    const file = facts.module.path.split('/').slice(-2).join('/');
    const place = `${file} ${unit.qualname}`;
    if (row.local && ABOUT_KEYS.test(`${file} ${unit.cls?.name ?? unit.qualname}`)) return;
    const severity = ABOUT_DETECTION.test(place) ? 'hint' : row.local ? 'information' : 'warning';
    const article = /^[AEIOU]/i.test(row.what) && !/^U/.test(row.what) ? 'an' : 'a';
    context.report({
        at,
        severity,
        message: row.local
            ? `\`${shown}\` is a private key in the source`
            : `\`${shown}\` has the form of a real ${row.what}`,
        confidence: row.named ? 'medium' : 'high',
        explanation: {
            why: row.local
                ? 'Whoever can read the repository has the key. If it opens anything but this test, it must be replaced.'
                : `The literal is what the provider issues as ${article} ${row.what}, and random enough to be one. Whoever can read the repository can use it, from old commits too.`,
            solution: row.local
                ? 'Generate a key in a fixture (`cryptography`, `ssh-keygen` into `tmp_path`), or say that it is a throwaway: `# steady: reviewed[embedded-secret] -- why`.'
                : 'Revoke the key if it is real. Use a value that cannot be taken for one, such as `testing`, and give tests that need the real service its key through the environment.',
            evidence: '',
        },
    });
}
