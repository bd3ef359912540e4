/** The forms in which a report can be had. A new form is a new row. */
import { renderAzure, renderGithub, renderGitlab } from './ci.ts';
import { renderConcise, renderGrouped } from './concise.ts';
import { renderHtml } from './html.ts';
import { renderJson, renderJsonLines } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderRdjson } from './rdjson.ts';
import type { Report, ReportOptions } from './report.ts';
import { renderSarif } from './sarif.ts';
import { renderText } from './text.ts';

export interface Reporter {
    readonly name: string;
    readonly summary: string;
    /** What the report must carry beyond the findings. */
    readonly needs?: { readonly texts?: true; readonly sleeps?: true };
    readonly render: (report: Report, options: ReportOptions) => string;
}

export const REPORTERS: readonly Reporter[] = [
    { name: 'text', summary: 'code frames for people', render: renderText },
    { name: 'concise', summary: 'one line a finding, as compilers write it', render: renderConcise },
    { name: 'grouped', summary: "one line a finding below each file's name", render: renderGrouped },
    {
        name: 'json',
        summary: 'everything, for programs and `steady merge`',
        needs: { sleeps: true },
        render: renderJson,
    },
    { name: 'json-lines', summary: 'a JSON object a line, one for each finding', render: renderJsonLines },
    { name: 'sarif', summary: 'SARIF 2.1.0, for code scanning', render: renderSarif },
    { name: 'github', summary: 'annotations of GitHub Actions', render: renderGithub },
    { name: 'gitlab', summary: "GitLab's code quality report", render: renderGitlab },
    { name: 'azure', summary: 'issues in the log of Azure Pipelines', render: renderAzure },
    { name: 'junit', summary: "JUnit's XML, for any CI server", render: renderJunit },
    {
        name: 'rdjson',
        summary: 'for reviewdog, with suggestions',
        needs: { texts: true },
        render: renderRdjson,
    },
    {
        name: 'markdown',
        summary: 'for a job summary or a comment on a pull request',
        needs: { sleeps: true },
        render: renderMarkdown,
    },
    {
        name: 'html',
        summary: 'a page in one file, to open and read',
        needs: { texts: true, sleeps: true },
        render: renderHtml,
    },
];

export function findReporter(name: string): Reporter | undefined {
    return REPORTERS.find(reporter => reporter.name === name);
}
