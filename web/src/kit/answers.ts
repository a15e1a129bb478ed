// kit/answers.ts – what stands in the boxes of a form: texts as she typed them.
import type { DraftFile } from "./files";

export type Answer = string | boolean | string[] | DraftFile[] | Answers[];
export interface Answers {
  [field: string]: Answer;
}

export function isGiven(answer: Answer | undefined): boolean {
  if (Array.isArray(answer)) return answer.length > 0;
  return typeof answer === "string" ? !!answer.trim() : !!answer;
}
export const anyGiven = (answers: Answers): boolean => Object.values(answers).some(isGiven);
