namespace HostIpc.Policy;

/// <summary>
/// Which peers may run something: those that match all that the rule names. A list matches where one of its elements does; <see cref="Labels"/> and
/// <see cref="ImageLabels"/> where all of them do. What is not known of a peer matches nothing: of who writes to a FIFO only the transport is known.
/// </summary>
/// <remarks>
/// A rule that names users or groups and no container, image or label matches only processes on the host (<see cref="Identity.PeerLocation.Host"/>): root in a container can take any
/// uid and gid. Add <c>*</c> to <see cref="Containers"/> to match them in any container as well.
/// </remarks>
public sealed class AllowRuleOptions
{
    /// <summary>Users, by the name that they have on the target or by number. Default empty: any, and none that is unknown is asked for.</summary>
    public IList<string> Users { get; set; } = [];

    /// <summary>Groups, by the name that they have on the target or by number: the peer's own or a supplementary one. Default empty: any.</summary>
    public IList<string> Groups { get; set; } = [];

    /// <summary>
    /// Containers: a name, with <c>*</c> for any number of characters; or <c>id:</c> and the beginning of an id, at least twelve hexadecimal digits, which needs no engine to
    /// be asked. <c>*</c> alone is any container, of whatever engine; beside <see cref="Users"/> or <see cref="Groups"/> it is the host and any container. Default empty: any, and none.
    /// </summary>
    public IList<string> Containers { get; set; } = [];

    /// <summary>Images as they were named when the container was made, with <c>*</c> for any number of characters. Default empty: any.</summary>
    public IList<string> Images { get; set; } = [];

    /// <summary>Labels that the container was given when it was made, each <c>key=value</c>; it must have them all. A label that its image brings does not count. Default empty: any.</summary>
    public IList<string> Labels { get; set; } = [];

    /// <summary>Labels of the container's image, each <c>key=value</c>; it must have them all. The builder of an image chooses its labels. Default empty: any.</summary>
    public IList<string> ImageLabels { get; set; } = [];

    /// <summary>Short names of transports: <c>fifo</c>, <c>unix</c>, <c>tcp</c>. Default empty: any.</summary>
    public IList<string> Transports { get; set; } = [];

    /// <summary>Networks that a peer's address lies in, as CIDR (RFC 4632) or a single address. Default empty: any.</summary>
    public IList<string> Addresses { get; set; } = [];
}
