/** The hover over a finding. */
import { type Hover, type HoverClientCapabilities, MarkupKind, type Position } from 'vscode-languageserver';
import type { Finding } from '../base/finding.ts';
import { findingMarkdown, plainText } from './markdown.ts';
import { narrowestFirst, strictlyContains, touches } from './places.ts';

/**
 * What is known at `position`, `null` where there is nothing. Of a finding inside the region of another only
 * the inner one is shown.
 */
export function hoverAt(
    findings: readonly Finding[],
    position: Position,
    client: HoverClientCapabilities | undefined,
): Hover | null {
    const point = { start: position, end: position };
    const here = findings.filter(({ range }) => touches(range, point)).sort(narrowestFirst);
    const [first] = here;
    if (first === undefined) return null;
    const markdown = here
        .filter(({ range }) => !strictlyContains(range, first.range))
        .map(findingMarkdown)
        .join('\n\n---\n\n');
    const contents = client?.contentFormat?.includes(MarkupKind.Markdown)
        ? { kind: MarkupKind.Markdown, value: markdown }
        : { kind: MarkupKind.PlainText, value: plainText(markdown) };
    return { contents, range: first.range };
}
