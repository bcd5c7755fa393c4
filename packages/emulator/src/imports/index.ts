export { parseImport } from './import-request.ts'
export type { UploadedFile } from './import-request.ts'
export { cancelImport, resumeImports, startImport } from './run-import.ts'
