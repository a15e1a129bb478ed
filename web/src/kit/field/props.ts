// kit/field/props.ts – what the component of every kind of field is given.
import type { InjectionKey } from "vue";
import type { DeskView, FieldView } from "../../api/types";

export interface FieldProps<A> {
  modelValue: A;
  field: FieldView;
  box: string; // id of the box; what belongs to it begins with it
  required: boolean;
  wrong: string; // "" while nothing is
}

// Which desks may be chosen: of the act or of the opening, the server's list.
export type Desks = () => Promise<DeskView[]>;
// A form may name them itself.
export const desksOf = ({ choices }: FieldView): Desks | undefined =>
  choices.length
    ? async () => choices.map(({ key, words }) => ({ desk: key, words, level: "" }))
    : undefined;
export const kDesks: InjectionKey<Desks> = Symbol("desks");
