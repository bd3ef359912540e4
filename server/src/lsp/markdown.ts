/** Markdown for the hover, and the same as plain text for clients that show no Markdown. */
import type { Finding } from '../base/finding.ts';

/**
 * Why, evidence and what to do, for one finding. Not the message: editors show that of the marker above the hover.
 *
 * @param explainCommand the client's command that explains a rule, where it has one that a hover may call
 * @param oneOfMany whether hovers about other findings stand beside it, so that it must say which one it is about
 */
export function findingMarkdown(
    finding: Finding,
    explainCommand: string | undefined,
    oneOfMany: boolean,
): string {
    const { why, evidence, solution } = finding.explanation;
    const { rule, confidence } = finding;
    const argument = encodeURIComponent(JSON.stringify([rule]));
    const name = explainCommand === undefined ? rule : `[${rule}](command:${explainCommand}?${argument})`;
    const parts = [
        oneOfMany ? `**${rule}**` : '',
        why,
        evidence,
        solution === '' ? '' : `**What to do:** ${solution}`,
        `${name} · confidence: ${confidence}`,
    ];
    return parts.filter(part => part !== '').join('\n\n');
}

/**
 * Takes the marks out of Markdown: emphasis, code spans, links (`text (address)`), headings. What stands in
 * fenced blocks is kept to the letter.
 */
export function plainText(markdown: string): string {
    let fenced = false;
    const lines: string[] = [];
    for (const line of markdown.split('\n')) {
        if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
        else lines.push(fenced ? line : plainLine(line));
    }
    return lines.join('\n').trim();
}

function plainLine(line: string): string {
    // Code spans are set aside, so that `*args` or `__init__` in them lose nothing.
    const spans: string[] = [];
    const prose = line.replace(
        /`([^`]*)`/g,
        (_span, code: string) => `\u{F0000}${spans.push(code) - 1}\u{F0001}`,
    );
    return plainProse(prose).replace(/\u{F0000}(\d+)\u{F0001}/gu, (_mark, at) => spans[Number(at)] ?? '');
}

function plainProse(text: string): string {
    return text
        .replace(/^#{1,6}\s+/, '')
        .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 ($2)')
        .replace(/\*\*(.+?)\*\*/g, '$1')
        .replace(/(^|[^\w*_])[*_](\S(?:.*?\S)?)[*_](?=[^\w*_]|$)/g, '$1$2')
        .replace(/\\([\\`*_[\]()#|<>])/g, '$1');
}
