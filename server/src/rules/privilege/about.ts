/** Whether a file or a test is about privilege: there an administrator is the point, and a finding a hint. */
import type { FileFacts } from '../../flow/context.ts';
import type { FunctionUnit } from '../../model/module.ts';

/** Policy, administration, quotas, databases, migrations; the objects that wrap a database's rows. */
const SUBJECT =
    /polic(y|ies)|admin|quota|migrat(ion|e|ing)|rbac|(^|[^a-z])roles?([^a-z]|$)|privilege|permission|superuser|authoriz|access_control/i;
const DATABASE = /(^|[/_.-])(db|sql|objects?|ovo|models?)([/_.-]|$)|sqlalchemy|database/i;
/** The same in names of classes: `DBAPITestCase`, `TestL3NatDbMixin`, `SqlTestCase`. */
const DATABASE_CLASS = /DB|Db([A-Z_]|$)|Sql|SQL|Database|ObjectTest|ObjectsTest/;
/** Code that runs in the service's own name, below the check of a user's rights. */
const SERVICE =
    /(^|[/_.-])(drivers?|agents?|scheduler|managers?|rpc|rpcapi|virt|conductor|targets?|services?|notifiers?|callbacks?|periodic(_tasks?)?|hosts?|clusters?|cells?|aggregates?|hypervisors?)([/_.-]|$)/i;

/** The file, the class or the test is about rights, or about what has nothing to do with a user's. */
export function aboutPrivilege(unit: FunctionUnit, facts: FileFacts): boolean {
    const path = pathInProject(facts.module.path);
    if (SUBJECT.test(path) || DATABASE.test(path)) return true;
    if (SUBJECT.test(unit.qualname) || DATABASE.test(unit.name)) return true;
    const { cls } = unit;
    return (
        cls !== undefined && [cls.name, ...facts.resolver.baseNames(cls)].some(n => DATABASE_CLASS.test(n))
    );
}

/** The file tests what a service does in its own name: drivers, agents, managers. */
export function aboutService(facts: FileFacts): boolean {
    return SERVICE.test(pathInProject(facts.module.path));
}

/**
 * A person has said that the privilege is meant: in a comment, by setting an ordinary user beside it, or by
 * asking for what only administrators see.
 */
export function saysWhy(unit: FunctionUnit): boolean {
    const text = `${unit.text}`;
    return (
        unit.comments().some(c => MEANT.test(c.text.replace(/\s+/g, ' '))) ||
        /is_admin\s*=\s*False|non_?admin|(with|as|by)_admin|admin_metadata|read_deleted|all_tenants|['"]admin['"]/i.test(
            text,
        )
    );
}

const MEANT =
    /admin\w*.{0,40}(required|needed|necessary|only|privileges?|rights)|(requires?|needs?|must be|has to be|only|use an?|because|since).{0,30}\badmin/i;

/** What of a path may say what the file is about: from the folder above its tests, never a person's home. */
function pathInProject(path: string): string {
    const parts = path.split('/');
    const tests = parts.findLastIndex(p => p === 'tests' || p === 'test');
    return parts.slice(tests > 0 ? tests - 1 : -2).join('/');
}
