// kit/files.ts – a photo, voice note or document that is attached and not yet at the server.
export interface DraftFile {
  key: string; // its own, and the idempotency key of its upload
  again?: string; // of another upload, when the first is no longer there
  field?: string; // of the form in which it stands; none: the only one
  bytes: Blob;
  seconds?: number; // of a voice note
  id?: string; // once the server keeps it
}
