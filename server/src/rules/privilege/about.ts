/** Whether a file or a test is about privilege: there an administrator is the point, and a finding a hint. */
import type { FileFacts } from '../../flow/context.ts';
import type { FunctionUnit } from '../../model/module.ts';

/** Policy, administration, quotas, databases, migrations; the objects that wrap a database's rows. */
const SUBJECT =
    /polic(y|ies)|admin|quota|migrat(ion|e|ing)|rbac|roles?([^a-z]|$)|privilege|permission|superuser|authoriz|access_control/i;
const DATABASE = /(^|[/_.-])(db|sql|objects?|ovo|models?)([/_.-]|$)|sqlalchemy|database/i;
/** The same in names of classes: `DBAPITestCase`, `TestL3NatDbMixin`, `SqlTestCase`. */
const DATABASE_CLASS = /DB|Db([A-Z_]|$)|Sql|SQL|Database|ObjectTest|ObjectsTest/;

export function aboutPrivilege(unit: FunctionUnit, facts: FileFacts): boolean {
    const { path } = facts.module;
    if (SUBJECT.test(path) || DATABASE.test(path)) return true;
    if (SUBJECT.test(unit.qualname) || DATABASE.test(unit.name)) return true;
    const { cls } = unit;
    return (
        cls !== undefined && [cls.name, ...facts.resolver.baseNames(cls)].some(n => DATABASE_CLASS.test(n))
    );
}
