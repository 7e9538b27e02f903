# Builds the server and the client from source, and an image with nothing else in it:
#
#   docker build --tag hostipc .
#
# It needs Docker alone. Where the SDK's image cannot be pulled, name another with the .NET SDK 10:
#
#   docker build --build-arg SDK_IMAGE=registry.example/dotnet/sdk:10.0 --tag hostipc .
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
FROM ${SDK_IMAGE} AS build
# The linker. An image that has it already needs no network for this step.
RUN if ! command -v gcc > /dev/null || ! [ -e /usr/include/zlib.h ]; then \
      apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev zlib1g-dev; \
    fi
WORKDIR /source
COPY . .
RUN eng/publish-native /programs

# From here on as src/HostIpc.Server/Dockerfile, which eng/image builds from programs that are there already.
FROM scratch
COPY --from=build /programs/hostipcd /hostipcd
COPY --from=build /programs/hostipc /hostipc
ENV HOSTIPC__Execution__Target=host
# /ipc is there without a VOLUME: one would leave an anonymous volume behind each `docker run hostipc notify`.
WORKDIR /ipc
WORKDIR /
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/hostipcd", "health"]
ENTRYPOINT ["/hostipcd"]
