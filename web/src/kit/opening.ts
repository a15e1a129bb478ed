// kit/opening.ts – the opening that is being written, of any procedure: what stands in its boxes,
// its draft on this phone, and what is sent of it.
import { computed, reactive, ref, type Ref } from "vue";
import { newKey } from "../api/client";
import type { FieldView, OpeningForm, OpenRequest } from "../api/types";
import type { CallOf } from "../drafts/outbox";
import { useWriting, type Content } from "../drafts/writing";
import { foldPhone, isPhone } from "../text/fold";
import { t, w } from "../words";
import { anyGiven, type Answers } from "./answers";
import { emptyAnswers, faultsOf, filesOf, formOf, restoreAnswers, type Sentence } from "./fields";
import type { DraftFile } from "./files";

// What an opening asks besides its form. The boxes are drawn by the kit, too.
const words = (zh: string, en: string) => ({ zh, en });
const asked = (key: string, kind: FieldView["kind"], more: Partial<FieldView>): FieldView => ({
  key,
  kind,
  title: words("", ""),
  required: true,
  length_max: 0,
  choices: [],
  when_field: "",
  when_value: "",
  ...more,
});
const kNameMax = 40;
const kPhoneMax = 20;
export const whereField = (levels: string[]): FieldView =>
  asked("unit", "place", { title: words("在哪里", "Where"), levels });
export const kForWhom: FieldView = asked("for_whom", "choice", {
  title: words("是谁的事", "Whose matter it is"),
  choices: [
    { key: "self", words: words("自己的", "My own") },
    { key: "somebody", words: words("帮别人办", "Somebody else's") },
  ],
});
export const kSomebody: FieldView[] = [
  asked("name", "text", { title: words("本人姓名", "Her or his name"), length_max: kNameMax }),
  asked("phone", "text", {
    title: words("本人电话", "Telephone"),
    required: false,
    length_max: kPhoneMax,
  }),
];
export const kAgreed: FieldView[] = [
  asked("read_back", "flag", {
    title: words("写的内容已经念给本人听过", "What is written was read to the person"),
  }),
  asked("consent", "flag", {
    title: words("本人同意这样提交", "The person agrees that it is sent like this"),
  }),
];

interface Kept {
  unit: string;
  form: Answers; // without files
  whom: Answers;
  about: string[];
}

const firstText = (fields: FieldView[], answers: Answers): string => {
  const key = fields.find((one) => one.kind === "text" || one.kind === "long_text")?.key ?? "";
  return String(answers[key] ?? "")
    .trim()
    .split("\n")[0]!;
};

export function useOpening(procedure: string, form: Ref<OpeningForm | undefined>) {
  const unit = ref("");
  const answers = reactive<Answers>({});
  const whom = reactive<Answers>(emptyAnswers([kForWhom, ...kSomebody, ...kAgreed]));
  whom.for_whom = "self";
  const about = ref<string[]>([]);
  const fields = computed(() => form.value?.form ?? []);
  const forSomebody = computed(() => whom.for_whom === "somebody");

  // The form may ask other things at another place; what it still asks stays.
  let kept: Answers = {};
  function draw(): void {
    const now: Answers = emptyAnswers(fields.value);
    restoreAnswers(fields.value, now, { ...kept, ...answers });
    for (const key of Object.keys(answers)) if (!(key in now)) delete answers[key];
    Object.assign(answers, now);
  }
  const isFile = (key: string): boolean =>
    fields.value.some((one) => one.key === key && one.kind === "files");

  const writing = useWriting({
    page: `/open/${procedure}`,
    content: (): Content => {
      const plain = Object.entries(answers).filter(([key]) => !isFile(key));
      const files = fields.value
        .filter((field) => field.kind === "files")
        .flatMap((field) => {
          const own = filesOf([field], answers);
          return own.map((file) => ({ ...file, field: field.key }));
        });
      const said: Kept = {
        unit: unit.value,
        form: Object.fromEntries(plain),
        whom,
        about: about.value,
      };
      return { fields: said, files };
    },
    take: ({ fields: said, files }) => {
      const from = said as Kept;
      unit.value = from.unit;
      Object.assign(whom, from.whom);
      about.value = from.about;
      kept = { ...from.form };
      for (const file of files)
        kept[file.field!] = [...((kept[file.field!] as DraftFile[]) ?? []), file];
      for (const key of Object.keys(answers)) delete answers[key];
      draw();
    },
    fresh: () => {
      kept = {};
      Object.assign(whom, emptyAnswers([...kSomebody, ...kAgreed]), { for_whom: "self" });
      about.value = [];
      Object.assign(answers, emptyAnswers(fields.value));
    },
    isWritten: () => anyGiven(answers),
    about: () => ({
      title: firstText(fields.value, answers) || w(form.value?.title),
      place: "",
      for_name: forSomebody.value ? String(whom.name).trim() : "",
    }),
  });

  const faults = computed(() => {
    const out = new Map<string, Sentence>();
    if (!unit.value) out.set("unit", { key: "open.need_where", values: {} });
    for (const [path, fault] of faultsOf(fields.value, answers)) out.set(path, fault);
    if (!forSomebody.value || !form.value?.on_behalf) return out;
    for (const [path, fault] of faultsOf([...kSomebody, ...kAgreed], whom, "whom."))
      out.set(path, fault);
    const phone = String(whom.phone).trim();
    if (phone && !isPhone(phone)) out.set("whom.phone", { key: "report.bad_phone", values: {} });
    return out;
  });

  const callOf: CallOf = (_draft, asNobody) => {
    const body: OpenRequest = { unit: unit.value, form: formOf(fields.value, answers) };
    if (about.value.length) body.about = [...about.value];
    if (forSomebody.value && form.value?.on_behalf)
      body.on_behalf = {
        name: String(whom.name).trim(),
        read_back: whom.read_back === true,
        consent: whom.consent === true,
        ...(String(whom.phone).trim() ? { phone: foldPhone(String(whom.phone)) } : {}),
      };
    // Kept with what is sent: an answer that got lost brings her code all the same.
    if (asNobody) body.secret = newKey();
    return { path: `/procedures/${encodeURIComponent(procedure)}/matters`, body };
  };

  const title = computed(() => w(form.value?.title) || t("open.title"));
  return { unit, answers, whom, about, fields, forSomebody, faults, title, draw, writing, callOf };
}
