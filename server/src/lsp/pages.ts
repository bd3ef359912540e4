/** The pages that only Steady has, as Markdown: a rule, a review, why something is reported, the configuration. */
import type { Connection } from 'vscode-languageserver';
import { relativePath } from '../config/paths.ts';
import { explainConfiguration, renderConfiguration } from '../report/configuration.ts';
import { explainRule } from '../report/explain.ts';
import { renderReview } from '../report/review.ts';
import { renderWhy } from '../report/why.ts';
import { listRules } from '../rules/registry.ts';
import type { Asking } from './asking.ts';
import { isKnown } from './baselines.ts';
import { type DocumentStore, pathOf } from './documents.ts';
import { invalidParams, requirePosition, requireString } from './params.ts';
import {
    ConfigurationRequest,
    EXPLAIN_RULE_SERVER_COMMAND,
    ExplainRuleRequest,
    ReviewRequest,
    WhyRequest,
} from './protocol.ts';

/** @param roots URIs of the folders that are open: paths are shown below them */
export function registerPages(
    connection: Connection,
    documents: DocumentStore,
    { opened, means, findings }: Asking,
    roots: () => readonly string[],
): void {
    connection.onExecuteCommand(params => {
        const method = 'workspace/executeCommand';
        const command = requireString(method, params, 'command');
        if (command !== EXPLAIN_RULE_SERVER_COMMAND) {
            throw invalidParams(method, `there is no command ${command}`);
        }
        const { name, summary, docs } = ruleNamed(method, params.arguments?.[0]);
        const why = docs.why.split('\n\n')[0] ?? '';
        connection.window.showInformationMessage(
            `${name}: ${summary} ${why} (All of it: steady explain ${name})`,
        );
        return null;
    });
    connection.onRequest(ExplainRuleRequest, params => {
        const method = ExplainRuleRequest.method;
        return { markdown: explainRule(ruleNamed(method, requireString(method, params, 'rule'))) };
    });
    connection.onRequest(ReviewRequest, async (params, token) => {
        const method = ReviewRequest.method;
        const document = opened(method, requireString(method, params, 'uri'));
        const analysis = await findings(document, token, true);
        const file = { path: pathOf(document.uri), text: document.text.getText() };
        return { markdown: renderReview(file, analysis) };
    });
    connection.onRequest(WhyRequest, async (params, token) => {
        const { method } = WhyRequest;
        const document = opened(method, requireString(method, params, 'uri'));
        requirePosition(method, params);
        const analysis = await findings(document, token, false);
        const { engine, resolved } = await means(document, token);
        const text = document.text.getText();
        const { line } = params.position;
        const { inspection, everything = analysis } = documents.look(engine, document, resolved, line);
        const markdown = renderWhy({
            name: nameOf(document.uri),
            text,
            line,
            config: resolved.config,
            analysis,
            everything,
            inspection,
            isBaselined: finding => isKnown(resolved.baseline, finding),
        });
        return { markdown };
    });
    connection.onRequest(ConfigurationRequest, async (params, token) => {
        const { method } = ConfigurationRequest;
        const document = opened(method, requireString(method, params, 'uri'));
        const { resolved } = await means(document, token);
        const { project, config } = resolved;
        const shown = (path: string) => {
            const below = roots().map(root => relativePath(pathOf(root), path));
            return below.find(candidate => candidate !== undefined) ?? path;
        };
        const explained = explainConfiguration(
            project ?? { config, sources: [], origins: new Map() },
            config,
            shown,
        );
        return { markdown: renderConfiguration(shown(pathOf(document.uri)), explained) };
    });
}

function ruleNamed(method: string, name: unknown) {
    const rule = listRules().find(known => known.name === name);
    if (rule === undefined) throw invalidParams(method, `there is no rule ${String(name)}`);
    return rule;
}

function nameOf(uri: string): string {
    const path = pathOf(uri);
    return path.slice(path.lastIndexOf('/') + 1);
}
