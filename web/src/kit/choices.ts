// kit/choices.ts – the county's own lists (outcomes, ratings, channels …), read once each.
import { reactive } from "vue";
import { api } from "../api/client";
import type { ChoiceView } from "../api/types";
import { w } from "../words";

const lists = reactive<Record<string, ChoiceView[]>>({});
const asked = new Set<string>();

export function choices(list: string): ChoiceView[] {
  if (!asked.has(list)) {
    asked.add(list);
    void api.choices(list).then(
      (answer) => {
        lists[list] = answer.items;
      },
      () => asked.delete(list),
    );
  }
  return lists[list] ?? [];
}

export const choiceWords = (list: string, key: string): string =>
  w(choices(list).find((one) => one.key === key)?.words) || key;
