// report/opens.ts – the opening that has a page of its own here: it is not named twice.
export const kReportOpens = "open:request";
