// e2e/receipt.ts – what the server answers to an opening that a test makes up.
export const receipt = {
  number: "2026 0001 2346",
  holder: { zh: "仙女镇便民服务中心", en: "Xiannü Service Centre" },
  holder_phone: "0717-4212345",
  filed_at: Date.UTC(2026, 10, 30),
  until_at: Date.UTC(2026, 11, 30),
  provisional: false,
};
