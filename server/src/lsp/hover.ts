/** The hover over a finding. */
import { type Hover, type HoverClientCapabilities, MarkupKind, type Position } from 'vscode-languageserver';
import type { Finding } from '../base/finding.ts';
import { findingMarkdown, plainText } from './markdown.ts';

/**
 * What is known at `position`: the narrowest finding first, `null` where there is none. The range is that of
 * the narrowest.
 */
export function hoverAt(
    findings: readonly Finding[],
    position: Position,
    client: HoverClientCapabilities | undefined,
): Hover | null {
    const here = findings.filter(({ range }) => holds(range, position)).sort(narrowestFirst);
    const [first] = here;
    if (first === undefined) return null;
    const markdown = here.map(findingMarkdown).join('\n\n---\n\n');
    const contents = client?.contentFormat?.includes(MarkupKind.Markdown)
        ? { kind: MarkupKind.Markdown, value: markdown }
        : { kind: MarkupKind.PlainText, value: plainText(markdown) };
    return { contents, range: first.range };
}

function holds(range: Finding['range'], { line, character }: Position): boolean {
    const { start, end } = range;
    const afterStart = line > start.line || (line === start.line && character >= start.character);
    const beforeEnd = line < end.line || (line === end.line && character <= end.character);
    return afterStart && beforeEnd;
}

function narrowestFirst(a: Finding, b: Finding): number {
    const lines = ({ range }: Finding) => range.end.line - range.start.line;
    const width = ({ range }: Finding) => range.end.character - range.start.character;
    return lines(a) - lines(b) || width(a) - width(b);
}
