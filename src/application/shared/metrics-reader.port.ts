/** What is counted and measured, for a monitoring system to collect. */
export abstract class MetricsReader {
  /** The media type of `text`, with the version of the format. */
  abstract readonly contentType: string;
  abstract text(): Promise<string>;
}
