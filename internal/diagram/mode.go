package diagram

import "strings"

// asyncWords and syncWords in an arrow's label tell whether its caller waits.
var (
	asyncWords = words("async asynchronous asynchronously event events publish publishes published enqueue enqueues enqueued produce produces consume consumes consumed " +
		"subscribe subscribes pub/sub pubsub emit emits emitted queue queued message messages job jobs stream streams streaming cdc kafka webhook webhooks replicate replicates " +
		"replication background batch nightly hourly daily cron push pushes notify notifies amqp mqtt sqs sns fan-out fanout")
	syncWords = words("sync synchronous synchronously http https rest grpc rpc graphql request requests query queries get post put select sql jdbc call calls read reads lookup ask asks")
)

// modeOf reads a label's cue; where both stand the first one tells.
func modeOf(label string) Mode {
	for w := range strings.FieldsFuncSeq(strings.ToLower(label), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r == '/' || r == '-')
	}) {
		if asyncWords[w] {
			return Async
		}
		if syncWords[w] || strings.HasPrefix(w, "https/") || strings.HasPrefix(w, "http/") || strings.HasPrefix(w, "json/") {
			return Sync
		}
	}
	return ModeUnknown
}
