/** The outline of a text in two ways: put together from its functions, and from the tree of the whole. */
import { buildModule } from '../../server/src/model/module.ts';
import { SyntaxDocument } from '../../server/src/syntax/document.ts';
import { type Outline, type OutlineItem, outline } from '../../server/src/syntax/outline.ts';
import type { PythonParser } from '../../server/src/syntax/parser.ts';
import { dumpStmt } from './dump.ts';

/** Everything that the model asks of an outline, as text. */
function describeItem(item: OutlineItem): unknown {
    return item.kind === 'class'
        ? [
              item.kind,
              item.name,
              item.start,
              item.end,
              dumpStmt(item.header().stmt),
              item.items.map(describeItem),
          ]
        : [
              item.kind,
              item.name,
              item.start,
              item.end,
              item.broken,
              dumpStmt(item.lower().stmt),
              item.lower().comments,
          ];
}
const describeOutline = (text: string, o: Outline) => ({
    items: o.items.map(describeItem),
    comments: o.comments,
    roles: buildModule('test_a.py', text, o).functions.map(f => [f.qualname, f.role]),
});

/** @returns the outline by way of the scan, and that of the whole tree */
export function bothOutlines(parser: PythonParser, text: string) {
    const document = new SyntaxDocument(parser, text);
    const tree = parser.parse(text);
    try {
        const scanned = document.outline();
        if (!scanned || !tree) throw new Error('not parsed');
        return {
            scanned: describeOutline(text, scanned),
            whole: describeOutline(text, outline(tree, text, parser.kinds, new Map())),
            hasError: tree.rootNode.hasError,
        };
    } finally {
        document.dispose();
        tree?.delete();
    }
}
