/** What a team can set about a rule, as Markdown. */
import type { Family, RuleMeta } from '../rules/rule.ts';

/** The settings that every rule of a family listens to, beyond those that all rules do. */
const OF_FAMILY: Readonly<Partial<Record<Family, string>>> = {
    timing: `\`calls\` tells what the calls of the team's own libraries do (sleep, start, wait, signal), \`wait-helpers\` names its own functions that wait for a condition, \`timeout\` is the limit of the waits that fixes write.`,
    concurrency: `\`calls\` tells what the calls of the team's own libraries do (start, wait, signal), \`timeout\` is the limit of the waits that fixes write.`,
    privilege: `A privilege that is the point of a test is marked where it is made: \`# steady: reviewed[…] -- why\`; reports count these marks.`,
};

/** Severity, silence and, where there is one, the rule's own setting. */
export function ruleConfiguration({ name, family, enabledByDefault, docs }: RuleMeta): string {
    const toml = [
        ...(enabledByDefault
            ? []
            : ['[tool.steady]', `select = ["all", "${name}"]   # it is off by default`, '']),
        '[tool.steady.severity]',
        `${name} = "error"   # or "warning", "information", "hint", "off"`,
        '',
        '[tool.steady.per-file-ignores]',
        `"tests/legacy/**" = ["${name}"]`,
    ];
    const line = `One line is silenced with \`# steady: ignore[${name}] -- reason\`.`;
    const more = OF_FAMILY[family];
    return [
        docs.configuration,
        `\`\`\`toml\n${toml.join('\n')}\n\`\`\``,
        more === undefined ? line : `${line} ${more.replace('[…]', `[${name}]`)}`,
    ]
        .filter(part => part !== undefined)
        .join('\n\n');
}
