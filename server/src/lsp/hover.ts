/** The hover over a finding. */
import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import type { Finding } from '../base/finding.ts';
import type { Client } from './client.ts';
import { findingMarkdown, plainText } from './markdown.ts';
import { narrowestFirst, strictlyContains, touches } from './places.ts';
import { EXPLAIN_RULE_COMMAND } from './protocol.ts';

/**
 * What is known at `position`, `null` where there is nothing. Of a finding inside the region of another only
 * the inner one is shown.
 */
export function hoverAt(
    findings: readonly Finding[],
    position: Position,
    { capabilities, codeActions: { explainCommand } }: Client,
): Hover | null {
    const point = { start: position, end: position };
    const here = findings
        .map(finding => ({ ...finding, range: finding.focus ?? finding.range }))
        .filter(({ range }) => touches(range, point))
        .sort(narrowestFirst);
    const [first] = here;
    if (first === undefined) return null;
    const inner = here.filter(({ range }) => !strictlyContains(range, first.range));
    const command = explainCommand === EXPLAIN_RULE_COMMAND ? explainCommand : undefined;
    const markdown = inner
        .map(finding => findingMarkdown(finding, command, inner.length > 1))
        .join('\n\n---\n\n');
    const contents = capabilities.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown)
        ? { kind: MarkupKind.Markdown, value: markdown }
        : { kind: MarkupKind.PlainText, value: plainText(markdown) };
    return { contents, range: first.range };
}
