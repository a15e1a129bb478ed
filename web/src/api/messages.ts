// api/messages.ts – the calls about one's own messages and what else is sent.
import { get, newKey, write } from "./client";
import type { Words } from "./types";

export type MessageKind = "progress" | "word" | "work" | "account";
export interface OwnMessage {
  id: string;
  at: number;
  kind: MessageKind;
  code: string; // which of the texts: "message.replied"
  text: Words;
  matter: string; // what it speaks of; "0" for none
  unread: boolean;
}
export interface OwnMessages {
  unread: number;
  items: OwnMessage[];
  next: string;
}
export interface MessageChoice {
  channel: "sms" | "mail";
  kind: MessageKind;
  wanted: boolean;
  fixed: boolean;
}
interface Choices {
  items: MessageChoice[];
}

export interface OwnMail {
  offered: boolean; // the county sends e-mail
  address: string; // the one that I confirmed
  on_file: string; // one that a register brought, never used
}

export const messages = {
  mail: () => get<OwnMail>("/me/mail"),
  sendMailCode: (address: string) => write("/me/mail/code", { address }),
  confirmMail: (address: string, code: string) =>
    write<OwnMail>("/me/mail", { address, code: code.trim() }),
  removeMail: () => write<OwnMail>("/me/mail", {}, newKey(), { method: "DELETE" }),
  page: (before?: string) => get<OwnMessages>("/me/messages", { before }),
  read: (to: string) => write<{ unread: number }>("/me/messages/read", { to }),
  choices: () => get<Choices>("/me/message-choices"),
  choose: ({ channel, kind }: MessageChoice, wanted: boolean) =>
    write<Choices>("/me/message-choices", { channel, kind, wanted }),
};
