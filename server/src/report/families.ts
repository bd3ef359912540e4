/** How many findings of each family and rule a report holds. */
import { listRules } from '../rules/registry.ts';
import { FAMILIES, type Family } from '../rules/rule.ts';
import { allFindings, type Report } from './report.ts';

export interface FamilyCount {
    readonly family: Family;
    readonly total: number;
    /** The most frequent first. */
    readonly rules: readonly { readonly name: string; readonly count: number }[];
}

const FAMILY_OF = new Map(listRules().map(rule => [rule.name, rule.family]));

/** The family of a rule; a rule of a newer version, in a report that was read, counts as hygiene. */
export function familyOf(rule: string): Family {
    return FAMILY_OF.get(rule) ?? 'hygiene';
}

/** The families of which something was found, in their usual order. */
export function familiesOf(report: Report): FamilyCount[] {
    const counts = new Map<string, number>();
    for (const { finding } of allFindings(report)) {
        counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
    }
    const rules = [...counts]
        .map(([name, count]) => ({ name, count }))
        .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    return FAMILIES.map(family => {
        const own = rules.filter(rule => familyOf(rule.name) === family);
        return { family, total: own.reduce((sum, rule) => sum + rule.count, 0), rules: own };
    }).filter(({ total }) => total > 0);
}
