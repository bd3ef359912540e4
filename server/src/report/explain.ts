/** The page of one rule, as Markdown. */
import type { RuleMeta } from '../rules/rule.ts';
import { ruleConfiguration } from './rule-configuration.ts';

/**
 * Everything that a rule's documentation says, in the order in which a person asks.
 *
 * @param page where the same stands on the web, for readers who have it somewhere else
 */
export function explainRule(rule: RuleMeta, page?: string): string {
    const { name, family, summary, severity, fix, enabledByDefault, docs } = rule;
    const facts = [`family: ${family}`, `severity: ${severity}`, `fix: ${fix}`];
    if (!enabledByDefault) facts.push('off by default');
    const links = page === undefined ? docs.references : [{ title: name, url: page }, ...docs.references];
    const references = links.map(({ title, url }) => `- [${title}](${url})`);
    const parts = [
        `# ${name}`,
        summary,
        `*${facts.join(' · ')}*`,
        '## What it does',
        docs.what,
        '## Why is this bad?',
        docs.why,
        '## Example',
        python(docs.example),
        'Use instead:',
        python(docs.useInstead),
        '## Configuration',
        ruleConfiguration(rule),
        ...(references.length === 0 ? [] : ['## References', references.join('\n')]),
    ];
    return `${parts.map(part => part.trim()).join('\n\n')}\n`;
}

function python(code: string): string {
    return `\`\`\`python\n${code.trim()}\n\`\`\``;
}
