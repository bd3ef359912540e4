/** Lowered Python as one compact line, for tests: `call(f, 1, k=2)`, `if(x){pass}else{break}`. */
import type { Block, Expr, Param, Stmt } from '../../server/src/syntax/ast.ts';

export function dumpExpr(e: Expr): string {
    const list = (items: readonly Expr[]) => items.map(dumpExpr).join(', ');
    switch (e.kind) {
        case 'name':
            return e.id;
        case 'attribute':
            return `${dumpExpr(e.value)}.${e.attr}`;
        case 'call': {
            const keywords = e.keywords.map(k =>
                k.name === undefined ? `**${dumpExpr(k.value)}` : `${k.name}=${dumpExpr(k.value)}`,
            );
            return `call(${[dumpExpr(e.func), ...e.args.map(dumpExpr), ...keywords].join(', ')})`;
        }
        case 'string': {
            const text = e.value === undefined ? 'f' : JSON.stringify(e.value);
            return `${e.bytes ? 'b' : ''}${text}${e.parts.length > 0 ? `{${list(e.parts)}}` : ''}`;
        }
        case 'number':
            return String(e.value);
        case 'constant':
            return String(e.value);
        case 'unary':
            return `(${e.op} ${dumpExpr(e.operand)})`;
        case 'binary':
        case 'bool':
            return `(${dumpExpr(e.left)} ${e.op} ${dumpExpr(e.right)})`;
        case 'compare':
            return `(${dumpExpr(e.left)}${e.comparators.map((c, i) => ` ${e.ops[i]} ${dumpExpr(c)}`).join('')})`;
        case 'subscript':
            return `${dumpExpr(e.value)}[${list(e.indices)}]`;
        case 'list':
        case 'tuple':
        case 'set':
            return `${e.kind}(${list(e.items)})`;
        case 'dict':
            return `dict(${e.entries.map(({ key, value }) => (key ? `${dumpExpr(key)}: ${dumpExpr(value)}` : `**${dumpExpr(value)}`)).join(', ')})`;
        case 'lambda':
            return `lambda(${dumpParams(e.params)}: ${dumpExpr(e.body)})`;
        case 'comprehension': {
            const loops = e.generators.map(g => ` for ${dumpExpr(g.target)} in ${dumpExpr(g.iter)}`);
            const conditions = e.conditions.map(c => ` if ${dumpExpr(c)}`);
            return `comprehension(${e.element.map(dumpExpr).join(': ')}${loops.join('')}${conditions.join('')})`;
        }
        case 'await':
            return `await(${dumpExpr(e.value)})`;
        case 'yield':
            return `yield${e.from ? ' from' : ''}(${e.value ? dumpExpr(e.value) : ''})`;
        case 'conditional':
            return `(${dumpExpr(e.body)} if ${dumpExpr(e.test)} else ${dumpExpr(e.orelse)})`;
        case 'starred':
            return `*${dumpExpr(e.value)}`;
        case 'named':
            return `(${e.target} := ${dumpExpr(e.value)})`;
        case 'opaque':
            return `opaque(${list(e.children)})`;
    }
}

function dumpParams(params: readonly Param[]): string {
    return params
        .map(p => {
            const stars = { plain: '', star: '*', 'double-star': '**' }[p.kind];
            const annotation = p.annotation ? `: ${dumpExpr(p.annotation)}` : '';
            return `${stars}${p.name}${annotation}${p.default ? `=${dumpExpr(p.default)}` : ''}`;
        })
        .join(', ');
}

const block = (statements: Block) => `{${statements.map(dumpStmt).join('; ')}}`;
const orelse = (statements: Block) => (statements.length > 0 ? `else${block(statements)}` : '');

export function dumpStmt(s: Stmt): string {
    switch (s.kind) {
        case 'expr':
            return dumpExpr(s.value);
        case 'assign': {
            const annotation = s.annotation ? `: ${dumpExpr(s.annotation)}` : '';
            const value = s.value ? ` = ${dumpExpr(s.value)}` : '';
            return `${s.targets.map(dumpExpr).join(' = ')}${annotation}${value}`;
        }
        case 'augassign':
            return `${dumpExpr(s.target)} ${s.op} ${dumpExpr(s.value)}`;
        case 'return':
            return `return(${s.value ? dumpExpr(s.value) : ''})`;
        case 'raise':
            return `raise(${s.exc ? dumpExpr(s.exc) : ''})`;
        case 'assert':
            return `assert(${dumpExpr(s.test)}${s.message ? `, ${dumpExpr(s.message)}` : ''})`;
        case 'delete':
            return `del(${s.targets.map(dumpExpr).join(', ')})`;
        case 'pass':
        case 'break':
        case 'continue':
        case 'error':
            return s.kind;
        case 'global':
        case 'nonlocal':
            return `${s.kind}(${s.names.join(', ')})`;
        case 'if':
            return `if(${dumpExpr(s.test)})${block(s.body)}${orelse(s.orelse)}`;
        case 'while':
            return `while(${dumpExpr(s.test)})${block(s.body)}${orelse(s.orelse)}`;
        case 'for':
            return `${s.isAsync ? 'async ' : ''}for(${dumpExpr(s.target)} in ${dumpExpr(s.iter)})${block(s.body)}${orelse(s.orelse)}`;
        case 'try': {
            const handlers = s.handlers.map(
                h =>
                    `except(${h.types ? dumpExpr(h.types) : ''}${h.name ? ` as ${h.name}` : ''})${block(h.body)}`,
            );
            const last = s.finalbody.length > 0 ? `finally${block(s.finalbody)}` : '';
            return `try${block(s.body)}${handlers.join('')}${orelse(s.orelse)}${last}`;
        }
        case 'with': {
            const items = s.items.map(
                i => dumpExpr(i.context) + (i.target ? ` as ${dumpExpr(i.target)}` : ''),
            );
            return `${s.isAsync ? 'async ' : ''}with(${items.join(', ')})${block(s.body)}`;
        }
        case 'match':
            return `match(${dumpExpr(s.subject)})${s.cases.map(block).join('')}`;
        case 'function': {
            const decorators = s.decorators.map(d => `@${dumpExpr(d)} `).join('');
            return `${decorators}${s.isAsync ? 'async ' : ''}def ${s.name}(${dumpParams(s.params)})${block(s.body)}`;
        }
        case 'class': {
            const decorators = s.decorators.map(d => `@${dumpExpr(d)} `).join('');
            const keywords = s.keywords.map(k => `${k.name}=${dumpExpr(k.value)}`);
            return `${decorators}class ${s.name}(${[...s.bases.map(dumpExpr), ...keywords].join(', ')})${block(s.body)}`;
        }
        case 'import': {
            const names = s.wildcard
                ? '*'
                : s.names.map(n => (n.alias ? `${n.name} as ${n.alias}` : n.name)).join(', ');
            return s.module === undefined ? `import(${names})` : `from(${s.module}: ${names})`;
        }
    }
}
