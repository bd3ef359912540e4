/** `steady rules` and `steady explain`: what is looked for, and why. */
import pc from 'picocolors';
import { suggestion } from '../config/names.ts';
import { explainRule } from '../report/explain.ts';
import { FAMILIES, type RuleMeta } from '../rules/rule.ts';
import { UserError } from './errors.ts';
import type { Streams } from './streams.ts';

/** Prints all rules, one a line, by family. */
export function printRules(rules: readonly RuleMeta[], format: 'text' | 'json', streams: Streams): void {
    if (format === 'json') {
        const plain = rules.map(({ name, family, summary, severity, enabledByDefault, fix }) => ({
            name,
            family,
            summary,
            severity,
            enabledByDefault,
            fix,
        }));
        streams.out(`${JSON.stringify(plain, null, 2)}\n`);
        return;
    }
    const colours = pc.createColors(streams.colour);
    const nameWidth = Math.max(0, ...rules.map(rule => rule.name.length));
    const out: string[] = [];
    for (const family of FAMILIES) {
        const members = rules.filter(rule => rule.family === family);
        if (members.length === 0) continue;
        out.push(colours.bold(family));
        for (const { name, severity, summary, enabledByDefault, fix } of members) {
            const notes = [enabledByDefault ? '' : 'off by default', fix === 'none' ? '' : 'has a fix'];
            const note = notes.filter(text => text !== '').join(', ');
            const end = note === '' ? '' : colours.dim(` (${note})`);
            out.push(`  ${name.padEnd(nameWidth)}  ${colours.dim(severity.padEnd(11))}  ${summary}${end}`);
        }
        out.push('');
    }
    out.push(colours.dim('steady explain <rule> says why, with an example.'));
    streams.out(`${out.join('\n')}\n`);
}

/** Prints the page of one rule. Throws a `UserError` for a rule that does not exist. */
export function printExplanation(name: string, rules: readonly RuleMeta[], streams: Streams): void {
    const rule = rules.find(known => known.name === name);
    if (rule === undefined) {
        const names = rules.map(known => known.name);
        throw new UserError(
            `There is no rule "${name}".${suggestion(name, names)} steady rules lists them all.`,
        );
    }
    const text = explainRule(rule);
    streams.out(streams.colour ? highlight(text) : text);
}

/** Markdown reads well as it is; headings and code get a colour. */
function highlight(markdown: string): string {
    const colours = pc.createColors(true);
    let fenced = false;
    return markdown
        .split('\n')
        .flatMap(line => {
            if (/^\s*```/.test(line)) {
                fenced = !fenced;
                return [];
            }
            if (fenced) return [`    ${colours.cyan(line)}`];
            if (line.startsWith('#')) return [colours.bold(line.replace(/^#+\s*/, ''))];
            return [line.replace(/`([^`]+)`/g, (_, inner: string) => colours.cyan(inner))];
        })
        .join('\n');
}
