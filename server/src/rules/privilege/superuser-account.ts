/** A superuser, or a role that may do everything, where an ordinary account may do. */
import type { Severity } from '../../base/finding.ts';
import type { FixPlan } from '../../fixes/edits.ts';
import { ADMIN_SUBJECT, CLOUD_MOCKS } from '../../flow/libraries/privileges/accounts.ts';
import { type PrivilegedAccount, privilegedAccounts } from '../../flow/privileges/accounts.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { auditTable, relatedOperations, summarise } from './audit-words.ts';

export const superuserAccount: Rule = {
    meta: {
        name: 'superuser-account',
        family: 'privilege',
        summary: 'A test uses an account or a role that may do everything',
        severity: 'information',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: "Reports accounts that a test makes or borrows with every right: Django's `create_superuser`, `is_superuser=True` and `is_staff=True`, pytest-django's `admin_client` and `admin_user`, users with `is_admin=True`, database superusers, `GRANT ALL`; and roles that it hands out: `AdministratorAccess`, `roles/owner`, `cluster-admin`. With every operation that is done through the account, as for `admin-context`.\n\nA hint in files and tests about administration or permissions, where the admin site is what is asked, and for databases on the same machine. Silent where the cloud is mocked and for expected values.",
            why: 'A superuser passes every permission check, so a view that forgets its check, or asks for the wrong one, passes the test too.',
            example: `def test_orders(client, django_user_model):
    user = django_user_model.objects.create_superuser('ann', 'ann@acme.dev', 'pw')
    client.force_login(user)
    assert client.get('/orders/').status_code == 200
`,
            useInstead: `def test_orders(client, django_user_model):
    user = django_user_model.objects.create_user('ann', 'ann@acme.dev', 'pw')
    client.force_login(user)
    assert client.get('/orders/').status_code == 200
`,
            references: [
                {
                    title: 'CWE-250: Execution with Unnecessary Privileges',
                    url: 'https://cwe.mitre.org/data/definitions/250.html',
                },
                {
                    title: 'Django: superusers have all permissions',
                    url: 'https://docs.djangoproject.com/en/stable/topics/auth/default/#permissions-and-authorization',
                },
                {
                    title: 'pytest-django: admin_client and admin_user',
                    url: 'https://pytest-django.readthedocs.io/en/latest/helpers.html#admin-client-django-test-client-logged-in-as-admin-user',
                },
            ],
        },
    },
    triggers: [
        'superuser',
        'is_staff',
        'is_admin',
        'is_root',
        'admin_user',
        'create_staff_user',
        'admin_client',
        'AdministratorAccess',
        'PowerUserAccess',
        'IAMFullAccess',
        'roles/owner',
        'roles/editor',
        'cluster-admin',
        'system:masters',
        '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
        '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
        'GRANT',
        'grant all',
        'SUPERUSER',
        'CREATEROLE',
        'BYPASSRLS',
        'SERVER ROLE',
        'postgres',
        'root',
        "'sa'",
        '"sa"',
        '//sa',
        "'sys",
        '"sys',
        '//sys',
    ],
    requires:
        /superuser|is_(staff|admin|root)\s*=\s*True|admin_user|admin_client|create_staff_user|AdministratorAccess|PowerUserAccess|IAMFullAccess|roles\/(owner|editor)|cluster-admin|system:masters|8e3af657|18d7d88d|GRANT|grant all|SUPERUSER|CREATEROLE|BYPASSRLS|SERVER ROLE|(connect|pool|engine|Database|parse)\w*\([\s\S]*(postgres|root|\bsa\b|\bsys)/,
    statements: true,
    check(context) {
        const timeline = context.facts.timeline(context.unit);
        if (!timeline) return;
        const mocked = [...context.facts.module.imports].some(i => CLOUD_MOCKS.test(i));
        for (const account of privilegedAccounts(timeline, context.facts)) {
            if (account.isRole && !account.local && mocked) continue;
            report(account, context);
        }
    },
};

function report(account: PrivilegedAccount, context: RuleContext): void {
    const { audit, what, isRole } = account;
    const named = audit.name ? `\`${audit.name}\`` : undefined;
    const isUsed = audit.operations.length > 0;
    const summary = isUsed ? `; ${summarise(audit)}` : '';
    const message = isRole
        ? `${context.unit.name === '' ? 'The file' : `\`${context.unit.name}\``} hands out ${what}`
        : `${named ?? (context.unit.name === '' ? 'The file' : `\`${context.unit.name}\``)} ${named ? 'is' : 'uses'} ${what}${summary}`;
    context.report({
        at: account.at,
        severity: severityOf(account, context),
        message,
        confidence: 'medium',
        related: relatedOperations(audit.operations),
        fixes: () => ordinaryAccount(account, context),
        explanation: {
            why: `${capitalise(what)} passes every permission check, so code that forgets one passes this test too.`,
            solution: `${isRole ? 'Give the one right that the test needs.' : 'Use an ordinary user and give it the one permission that the test needs.'} If the right is the point, say so: \`# steady: reviewed[superuser-account] -- why\`.`,
            evidence: auditTable(audit.operations),
        },
    });
}

/** Tests about administration, and requests to the admin site, need an administrator. */
function severityOf(account: PrivilegedAccount, { unit, facts }: RuleContext): Severity {
    const file = facts.module.path.split('/').slice(-2).join('/');
    // The name of the fixture itself says nothing about the test.
    const text = unit.text.replace(/admin_(user|client)|create_superuser|is_(admin|staff|superuser)/g, '');
    const asksAdminSite = /['"]\/?admin[:/]|admin:\w|\/admin\/|AdminSite|ModelAdmin/.test(text);
    if (account.local || asksAdminSite || ADMIN_SUBJECT.test(file) || ADMIN_SUBJECT.test(unit.qualname))
        return 'hint';
    return 'information';
}

function ordinaryAccount({ ordinary }: PrivilegedAccount, { unit }: RuleContext): FixPlan[] {
    if (ordinary.length === 0) return [];
    return [
        {
            kind: 'ordinary-account',
            title: 'Make it an ordinary user (unsafe: what needs the privilege will be refused)',
            applicability: 'unsafe',
            edits: ordinary.map(e => ({ ...e, start: e.start + unit.start, end: e.end + unit.start })),
        },
    ];
}

function capitalise(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
