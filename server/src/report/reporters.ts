/** The forms in which a report can be had. A new form is a new row. */
import { renderJson } from './json.ts';
import type { Report, ReportOptions } from './report.ts';
import { renderText } from './text.ts';

export interface Reporter {
    readonly name: string;
    readonly summary: string;
    readonly render: (report: Report, options: ReportOptions) => string;
}

export const REPORTERS: readonly Reporter[] = [
    { name: 'text', summary: 'code frames for people', render: renderText },
    { name: 'json', summary: 'for programs, see docs/cli.md', render: renderJson },
];

export function findReporter(name: string): Reporter | undefined {
    return REPORTERS.find(reporter => reporter.name === name);
}
