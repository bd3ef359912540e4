/** Which rules run, and how loud each finding is, by configuration. */
import type { Confidence, Severity } from '../base/finding.ts';
import type { Config } from '../config/schema.ts';
import type { Rule, RuleMeta } from './rule.ts';

const ORDER: readonly Confidence[] = ['low', 'medium', 'high'];

/** The rules that run under a configuration. `select` names rules, families or `all`; `ignore` wins. */
export function selectRules(rules: readonly Rule[], config: Config): readonly Rule[] {
    if (!config.enabled) return [];
    const named = (names: readonly string[], meta: RuleMeta) =>
        names.includes(meta.name) || names.includes(meta.family);
    return rules.filter(({ meta }) => {
        if (named(config.ignore, meta) || severityOverride(meta, config) === 'off') return false;
        if (named(config.select, meta)) return true;
        return config.select.includes('all') && meta.enabledByDefault;
    });
}

/** The configured severity of a rule: its own name wins over its family's. */
export function severityOverride(meta: RuleMeta, config: Config): Severity | 'off' | undefined {
    return config.severity[meta.name] ?? config.severity[meta.family];
}

export function meetsConfidence(confidence: Confidence, config: Config): boolean {
    return ORDER.indexOf(confidence) >= ORDER.indexOf(config.minConfidence);
}
